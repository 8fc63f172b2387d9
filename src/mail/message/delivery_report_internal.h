/* delivery_report_internal.h: what the files that read reports on delivery share. */
#ifndef MAIL_MESSAGE_DELIVERY_REPORT_INTERNAL_H
#define MAIL_MESSAGE_DELIVERY_REPORT_INTERNAL_H

#include "mail/message/delivery_report.h"

/* A piece of a text, not owned. */
typedef struct Piece {
    const char *at;
    size_t length;
} Piece;

/* Takes the next line off `text`, without its end; false where nothing is left. */
bool piece_line(Piece *text, Piece *line);

/* Takes the next header field off `text`, in `field` as it is folded (RFC 5322, 2.2.3). False, with
 * the empty line taken off, behind the last one. */
bool piece_field(Piece *text, Piece *field);

/* The value of the field where it has this name; else false. */
bool piece_value(Piece field, const char *name, Piece *value);

/* Copies text on one line, made visible, cut between two characters. */
void delivery_copy_text(char *to, size_t size, Piece from);

/* Copies the first "<...@...>" of printable ASCII; leaves `to` where there is none that fits. */
void delivery_copy_message_id(char *to, size_t size, Piece from);

/* What is known of one recipient, taken over where it is worse than what the report has. */
void delivery_take(DeliveryReport *report, const DeliveryReport *recipient);

/* The SMTP code and the enhanced status code that a diagnostic text has in it, where the report has
 * none yet. */
void delivery_find_codes(DeliveryReport *report, Piece text);

/* The content of a message/delivery-status part (RFC 3464, 2.1): true where it reports on
 * somebody. */
bool delivery_read_status(Piece content, DeliveryReport *report);

/* The Message-ID among header fields. */
void delivery_read_headers(Piece headers, DeliveryReport *report);

/* The plain text of a message without such a part. `failed` is the value of Exim's
 * X-Failed-Recipients, or empty. */
bool delivery_read_plain(Piece text, Piece failed, DeliveryReport *report);

#endif
