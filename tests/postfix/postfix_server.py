"""postfix_server.py CERTIFICATE KEY DIRECTORY PORT: Postfix on loopback, with STARTTLS and a sign-in.

Postfix is that of $POSTFIX_ROOT, as its package has it, installed or only unpacked there; all that
it reads and writes lies below DIRECTORY. Prints "ready" once it takes connections; ends with its
standard input. Must be started by root, as Postfix must.
"""
import base64
import os
import pwd
import resource
import signal
import socket
import socketserver
import subprocess
import sys
import threading
import time

certificate, key, directory, port = sys.argv[1:5]
root = os.environ.get("POSTFIX_ROOT", "").rstrip("/")
owner = pwd.getpwnam("mail")  # Debian's base has this user, whether Postfix is installed or not
queue = os.path.join(directory, "queue")
config = os.path.join(directory, "config")

MAIN = f"""
compatibility_level = 3.6
daemon_directory = {root}/usr/lib/postfix/sbin
command_directory = {root}/usr/sbin
shlib_directory = {root}/usr/lib/postfix
meta_directory = {config}
queue_directory = {queue}
data_directory = {directory}/data
maillog_file = {directory}/log/postfix.log
maillog_file_prefixes = {directory}/log
import_environment = MAIL_CONFIG MAIL_LOGTAG LD_LIBRARY_PATH
mail_owner = mail
setgid_group = uucp
default_privs = nobody
myhostname = mail.contoso.example
mydestination =
mynetworks =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
disable_dns_lookups = yes
smtpd_peername_lookup = no
alias_maps =
local_recipient_maps =
smtpd_tls_security_level = encrypt
smtpd_tls_auth_only = yes
smtpd_tls_cert_file = {certificate}
smtpd_tls_key_file = {key}
smtpd_tls_received_header = yes
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = {queue}/sign_in
smtpd_sasl_authenticated_header = yes
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_recipient_restrictions = permit_sasl_authenticated, reject
virtual_mailbox_domains = contoso.example
virtual_mailbox_base = {directory}/mail
virtual_mailbox_maps = regexp:{config}/mailboxes
smtpd_reject_unlisted_recipient = no
virtual_uid_maps = static:{owner.pw_uid}
virtual_gid_maps = static:{owner.pw_gid}
virtual_minimum_uid = 1
"""

# Of all but this one, whom it finds to be unknown only when it delivers.
MAILBOXES = "!/^nobody@/ inbox/\n"

# service type private unprivileged chroot wakeup maxproc command
MASTER = f"""
127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""


class SignIn(socketserver.StreamRequestHandler):
    """Knows one password. Dovecot Authentication Protocol 1.1, of which Postfix is the client."""

    def handle(self):
        self.wfile.write(
            b"VERSION\t1\t1\nMECH\tPLAIN\tplaintext\nSPID\t1\nCUID\t1\n"
            b"COOKIE\t00000000000000000000000000000000\nDONE\n"
        )
        for line in self.rfile:
            fields = line.rstrip(b"\n").split(b"\t")
            if fields[0] != b"AUTH":
                continue
            response = next((f[5:] for f in fields if f.startswith(b"resp=")), b"")
            name, password = (base64.b64decode(response).split(b"\0") + [b"", b""])[1:3]
            good = name == b"operator" and password == b"geheim & more"
            self.wfile.write((b"OK" if good else b"FAIL") + b"\t%s\tuser=%s\n" % (fields[1], name))


class SignInServer(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True


def make_files():
    os.chmod(directory, 0o755)
    for name in ("config", "log", "queue", "queue/pid"):
        os.mkdir(os.path.join(directory, name), 0o755)
    queues = "active bounce corrupt defer deferred flush hold incoming private public saved trace"
    for name in ["data", "mail", *("queue/" + name for name in queues.split())]:
        os.mkdir(os.path.join(directory, name), 0o700)
        os.chown(os.path.join(directory, name), owner.pw_uid, owner.pw_gid)
    for name, text in (("main.cf", MAIN), ("master.cf", MASTER), ("dynamicmaps.cf", ""),
                       ("mailboxes", MAILBOXES)):
        path = os.path.join(config, name)
        with open(path, "w") as file:
            file.write(text)
        os.utime(path, (1, 1))  # Postfix waits while a file might still be written


def wait_for_greeting(master):
    while master.poll() is None:  # whoever waits for this has a limit
        try:
            with socket.create_connection(("127.0.0.1", int(port))) as connection:
                if connection.recv(4) == b"220 ":
                    connection.sendall(b"QUIT\r\n")
                    return True
        except OSError:
            pass
        time.sleep(0.02)
    return False


def stop(*_):
    raise SystemExit(1)


os.umask(0o022)
resource.setrlimit(resource.RLIMIT_NOFILE, (1024, 1024))  # Postfix closes all there might be
make_files()
sign_in = SignInServer(queue + "/sign_in", SignIn)
os.chmod(queue + "/sign_in", 0o666)
threading.Thread(target=sign_in.serve_forever, daemon=True).start()
for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
    signal.signal(number, stop)
master = subprocess.Popen(
    [root + "/usr/lib/postfix/sbin/master", "-c", config], stdin=subprocess.DEVNULL, stdout=2
)
try:
    if not wait_for_greeting(master):
        log = directory + "/log/postfix.log"
        raise SystemExit(open(log).read() if os.path.exists(log) else "Postfix does not start")
    os.write(1, b"ready\n")  # in one piece, which print() does not promise
    sys.stdin.read()
finally:
    master.terminate()  # which ends all of its process group
    master.wait()
