/* message_read.h: a composed message, as a reader of mail sees it. */
#ifndef MAIL_MESSAGE_MESSAGE_READ_H
#define MAIL_MESSAGE_MESSAGE_READ_H

#include <stddef.h>

/* From, To, Subject and Date, decoded, an empty line, and the plain text: parsed from the message's
 * bytes, so that it shows what they really say. Lines end with a newline. The caller frees it. NULL
 * where the bytes are no such message. */
char *message_read(const char *bytes, size_t length);

#endif
