/* json_stream.h: JSON values cut out of a stream while it comes.
 *
 * A stream is values behind one another, on one line each or on many. Those in a top-level array,
 * and those in an array that is `value` or `records` of a top-level object, are given out one by
 * one, as soon as each is complete. What is cut out has balanced brackets; whether it is JSON is
 * for the caller to find out.
 * Behind a value that never ends the stream goes on at the next line that begins with "{" in the
 * same column, where a value can't go on so.
 */
#ifndef AZURE_JSON_STREAM_H
#define AZURE_JSON_STREAM_H

#include <stdbool.h>
#include <stddef.h>

#define JSON_STREAM_LARGEST ((size_t)16 << 20) /* bytes of one value; more is wrong */

typedef struct JsonStream JsonStream; /* opaque: json_stream_new(), json_stream_free() */

JsonStream *json_stream_new(void);
void json_stream_free(JsonStream *stream); /* NULL is nothing to do */

/* Adds bytes, cut anywhere; they are copied. */
void json_stream_feed(JsonStream *stream, const char *bytes, size_t length);
void json_stream_end(JsonStream *stream); /* no more will come */

typedef enum JsonPieceKind {
    JSON_PIECE_VALUE,  /* a complete value */
    JSON_PIECE_CUT,    /* a value that does not end */
    JSON_PIECE_LARGE,  /* a value that is too large: what there is of it */
    JSON_PIECE_OTHER,  /* something that begins no value; `text` is the rest of its line */
    JSON_PIECE_PAGE,   /* behind a list: its object has a "nextLink", so there is more elsewhere */
    JSON_PIECE_UTF_16, /* the stream is UTF-16: nothing else comes */
    JSON_PIECE_NONE,   /* nothing complete: feed, or, after json_stream_end(), done */
} JsonPieceKind;

typedef struct JsonPiece {
    const char *text; /* belongs to the stream, good until the next call */
    size_t length;
    int line;    /* where it begins, from 1 */
    size_t item; /* its number in its list, from 1; 0: in no list */
} JsonPiece;

/* The next piece of what has come, as soon as it is complete. */
JsonPieceKind json_stream_next(JsonStream *stream, JsonPiece *piece);

#endif
