#include "base/send_text.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>

/* In English a sentence is what it was, whatever format it is taken apart by. */
Test(send_text, every_sentence_fits_together_again)
{
    static const char *const texts[] = {
        "in the outbox: /var/lib/seccontacts/outbox/new/1.eml",
        "can't be written to /a b/1.eml: No space left on device",
        "not known to be on the disk: /a: /b.eml: Input/output error",
        "localhost:25 can't be reached: Connection refused",
        "localhost:25 answered the greeting with 554 no: can't be reached: go away",
        "localhost:25 answered MAIL FROM with \"hello\", which is no SMTP",
        "localhost:25 did not answer the TLS handshake within 30 s",
        "localhost:25 brought no end to it within 300 s: it hung at the message",
        "localhost:25 refused to sign in \"ops\": 535 5.7.8 no",
        "what nobody knows",
        "",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char *text = send_text_translate(texts[i]);
        cr_expect_str_eq(text, texts[i]);
        free(text);
    }
}
