/* json_stream_internal.h: what the files of the stream share: json_stream.c is what stands between
 * the values, json_stream_value.c an open value. */
#ifndef AZURE_JSON_STREAM_INTERNAL_H
#define AZURE_JSON_STREAM_INTERNAL_H

#include "azure/json_stream.h"

enum { DEEPEST = 512, NAME = 16 };

/* Where the values of the moment stand. */
typedef enum Place {
    PLACE_TOP,   /* behind one another */
    PLACE_ARRAY, /* in a top-level array */
    PLACE_LIST,  /* in the list of a top-level object */
    PLACE_TAIL,  /* behind that list, in the object still */
    PLACE_SKIP,  /* behind a value that is too large: until a line that begins one */
    PLACE_OVER,  /* nothing more is of use */
} Place;

struct JsonStream {
    char *text; /* what has come and is not used up */
    size_t length, capacity;
    size_t at;  /* how far it has been looked at */
    int line;   /* of `at` */
    size_t bol; /* where that line begins; below `at` */
    bool ended, begun;
    Place place, skipped; /* `skipped`: the place before PLACE_SKIP */
    size_t item;

    bool open; /* a value has begun, at `start` */
    size_t start, start_column;
    int start_line;
    bool quoted, escaped;
    char last; /* byte of syntax: brackets, colon, comma; 'v' for anything else */
    size_t depth;
    char inside[DEEPEST]; /* '{' or '[' of each level */

    /* Of the object that a list is in, or that may have one: */
    char name[NAME];    /* the beginning of its last text, which may be a name */
    size_t name_length; /* of the whole text */
    bool link_next;     /* that is "nextLink": its value comes */
    int link_line;      /* where the link is; 0: there is none */
};

/* The piece from the start of the open value to `end`, which is closed. Returns `kind`. */
JsonPieceKind json_stream_cut(JsonStream *stream, JsonPieceKind kind, size_t end, JsonPiece *piece);

/* Steps over the byte at `at`. */
void json_stream_step(JsonStream *stream);

/* The column of `at`, and whether only spaces are before it on its line. */
size_t json_stream_column(const JsonStream *stream);
bool json_stream_first_on_line(const JsonStream *stream);

/* Opens a value at `at`; reads on in it; gives up one that won't end. */
void json_stream_open_value(JsonStream *stream);
JsonPieceKind json_stream_read_value(JsonStream *stream, JsonPiece *piece);
JsonPieceKind json_stream_give_up(JsonStream *stream, JsonPiece *piece);

/* A text begins; takes its next byte, the one at `at`. */
void json_stream_open_text(JsonStream *stream);
void json_stream_take_text(JsonStream *stream, char c);

#endif
