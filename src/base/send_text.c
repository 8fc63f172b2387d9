#include "base/send_text.h"

#include "base/sentence.h"

#include <stddef.h>

/* Those that are more exact stand first: the first that fits is taken. */
static const char *const formats[] = {SEND_TEXT_WRITTEN,      SEND_TEXT_OUTBOX,
                                      SEND_TEXT_UNSYNCED,     SEND_TEXT_UNWRITTEN,
                                      SEND_TEXT_UNMOVED,      SEND_TEXT_LATE,
                                      SEND_TEXT_TAKEN_BACK,   SEND_TEXT_WORKS,
                                      SEND_TEXT_WRITABLE,     SEND_TEXT_UNASKED,
                                      SEND_TEXT_UNREACHED,    SEND_TEXT_AUTH_REFUSED,
                                      SEND_TEXT_AUTH_MISSING, SEND_TEXT_NO_STARTTLS,
                                      SEND_TEXT_UNTRUSTED,    SEND_TEXT_NO_SMTP,
                                      SEND_TEXT_ANSWERED,     SEND_TEXT_REFUSES,
                                      SEND_TEXT_SILENT,       SEND_TEXT_CLOSED,
                                      SEND_TEXT_HUNG,         NULL};

static const char *const stages[] = {SEND_STAGE_CONNECT, SEND_STAGE_GREETING, SEND_STAGE_TLS,
                                     SEND_STAGE_MESSAGE, NULL};

char *send_text_translate(const char *text)
{
    return sentence_translate(text, formats, stages);
}
