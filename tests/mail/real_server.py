"""real_server.py CERTIFICATE KEY DIRECTORY: an SMTP server that insists on STARTTLS and a sign-in.

Prints its port, then stores each message it takes in DIRECTORY, as it came, with its envelope in
front; ends with its standard input.
"""
import os
import ssl
import sys

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

certificate, key, directory = sys.argv[1:4]


class Handler:
    count = 0

    async def handle_DATA(self, server, session, envelope):
        Handler.count += 1
        path = os.path.join(directory, "%d" % Handler.count)
        with open(path + ".part", "wb") as file:
            for line in (session.auth_data.login.decode(), envelope.mail_from, *envelope.rcpt_tos):
                file.write(line.encode() + b"\r\n")
            file.write(envelope.original_content)
        os.rename(path + ".part", path)
        return "250 2.0.0 stored as %d" % Handler.count


def authenticate(server, session, envelope, mechanism, data):
    good = data.login == b"operator" and data.password == b"geheim & more"
    return AuthResult(success=good, handled=good, auth_data=data if good else None)


context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate, key)
controller = Controller(
    Handler(),
    hostname="127.0.0.1",
    port=int(sys.argv[4]),
    tls_context=context,
    require_starttls=True,
    auth_required=True,
    authenticator=authenticate,
)
controller.start()
os.write(1, b"ready\n")  # in one piece, which print() does not promise
sys.stdin.read()
controller.stop()
