/* draft_format.h: a draft as a file, readable by a person in need.
 *
 *   seccontacts draft 1
 *   time 1795420800                 seconds since 1970
 *   user ops
 *   host bastion
 *   site /etc/seccontacts
 *   subscription 20ff7fc3-...       or the name of a form that is of none: mail-delivery
 *   base none                       or the 32 hexadecimal digits of a StoreVersion
 *   field NAME LENGTH               then LENGTH bytes, whatever they are, and a newline
 *   end HASH                        XXH3-128 of everything before this line
 */
#ifndef STORE_DRAFTS_DRAFT_FORMAT_H
#define STORE_DRAFTS_DRAFT_FORMAT_H

#include "store/store.h"

#define DRAFT_FIELDS     32
#define DRAFT_NAME_SIZE  32
#define DRAFT_HASH_LINE  37 /* bytes of the last line */
#define DRAFT_TEXT_BYTES 4096

/* Gives piece number `index` (from 0) of the bytes of a field; NULL behind the last one. */
typedef const char *DraftPiece(const void *data, size_t index, size_t *length);

/* The bytes of one field, exactly as they were typed. */
typedef struct DraftField {
    char name[DRAFT_NAME_SIZE];
    char *bytes; /* with a NUL behind them; NULL where it comes in pieces */
    size_t length;
    DraftPiece *piece;
    const void *data; /* for piece() */
} DraftField;

typedef struct Draft {
    long long time; /* seconds since 1970 */
    char *user, *host, *site, *subscription;
    StoreVersion base; /* of the contact from which it began */
    DraftField fields[DRAFT_FIELDS];
    size_t field_count;
} Draft; /* initialise with {0} */

void draft_clear(Draft *draft);

/* Adds a field: `bytes` are taken. At most DRAFT_FIELDS, of names of lower-case letters, hyphens
 * and dots shorter than DRAFT_NAME_SIZE. */
void draft_put(Draft *draft, const char *name, char *bytes, size_t length);

/* Likewise `length` bytes that come in pieces, for what is long: `data` must live until the draft
 * is written. */
void draft_put_pieces(Draft *draft, const char *name, DraftPiece *piece, const void *data,
                      size_t length);

/* The field of this name; NULL where there is none. */
const DraftField *draft_get(const Draft *draft, const char *name);

/* Writes it to the descriptor `file`; false and errno where that fails. */
bool draft_write(const Draft *draft, int file);

/* Makes the draft that `length` bytes are. False where they are none, ERROR_DATA at `path`: what
 * was found, and what was expected. */
bool draft_parse(Draft *draft, const char *path, const char *bytes, size_t length, Error *error);

#endif
