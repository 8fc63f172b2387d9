#include "tui/widgets/textfield_wrap.h"

#include "tui/widgets/screen.h"

#include <string.h>

enum {
    CERTAIN = 4096,      /* a line longer than this is entered in its middle */
    SEAM_SEARCH = 512,   /* bytes in which a place to enter at is looked for */
    WINDOW = 512,        /* bytes read at once */
    LONGEST_SHOWN = 1024 /* bytes of a character that are measured */
};

/* A window on the text that moves on with the reading. */
typedef struct Reader {
    const Text *text;
    size_t from, length;
    char bytes[WINDOW];
} Reader;

static void open_reader(Reader *reader, const Text *text)
{
    reader->text = text;
    reader->from = reader->length = 0;
}

/* The byte at `at`; -1 behind the end. */
static int byte_at(Reader *reader, size_t at)
{
    if (at < reader->from || at >= reader->from + reader->length) {
        reader->from = at;
        reader->length = text_read(reader->text, at, reader->bytes, WINDOW);
        if (reader->length == 0)
            return -1;
    }
    return (unsigned char)reader->bytes[at - reader->from];
}

static bool is_plain(int byte)
{
    return byte >= 0x20 && byte < 0x7F;
}

static size_t next_character(Reader *reader, size_t at, int *columns)
{
    int byte = byte_at(reader, at);
    *columns = 1;
    if (is_plain(byte) && byte_at(reader, at + 1) < 0x80)
        return at + 1;
    char bytes[LONGEST_SHOWN];
    size_t end = text_next(reader->text, at);
    size_t length = end - at < sizeof bytes ? end - at : sizeof bytes;
    length = text_read(reader->text, at, bytes, length);
    *columns = screen_text_width(bytes, length);
    return end;
}

size_t textwrap_next(const Text *text, size_t at, int *columns)
{
    Reader reader;
    open_reader(&reader, text);
    return next_character(&reader, at, columns);
}

/* Goes over plain ASCII, as far as it is in the window and fits: most text is nothing else. */
static size_t skip_plain(const Reader *reader, size_t at, int width, int *used, size_t *seam)
{
    const char *bytes = reader->bytes + (at - reader->from);
    size_t length = reader->length - (at - reader->from);
    size_t room = (size_t)(width - *used);
    size_t i = 0;
    while (i + 1 < length && i < room && is_plain(bytes[i]) && bytes[i + 1] >= 0) {
        char byte = bytes[i++];
        if (byte == ' ' || ((byte == ',' || byte == ';') && bytes[i] != ' '))
            *seam = at + i;
    }
    *used += (int)i;
    return at + i;
}

static TextRow read_row(Reader *reader, size_t start, int width)
{
    size_t at = start;
    size_t seam = 0; /* where it can be broken best so far */
    int used = 0;
    for (;;) {
        if (at >= reader->from && at < reader->from + reader->length)
            at = skip_plain(reader, at, width, &used, &seam);
        int byte = byte_at(reader, at);
        if (byte < 0)
            return (TextRow){start, at, at, true};
        if (byte == '\n')
            return (TextRow){start, at, at + 1, false};
        int columns;
        size_t end = next_character(reader, at, &columns);
        bool fits = used + columns <= width;
        if (!fits && at > start) {
            if (byte == ' ' && byte_at(reader, end) != '\n' && byte_at(reader, end) >= 0)
                return (TextRow){start, end, end, false};
            if (byte == ' ')
                fits = true; /* it hangs behind the last column */
        }
        if (!fits && at > start) {
            size_t cut = seam > start ? seam : at;
            return (TextRow){start, cut, cut, false};
        }
        used += columns;
        at = end;
        if (byte == ' ' || ((byte == ',' || byte == ';') && byte_at(reader, at) != ' '))
            seam = at;
    }
}

TextRow textwrap_row(const Text *text, size_t start, int width)
{
    Reader reader;
    open_reader(&reader, text);
    return read_row(&reader, start, width);
}

static size_t line_start(const Text *text, size_t at)
{
    return text_line_start(text, text_line_of(text, at));
}

bool textwrap_is_certain(const Text *text, size_t at)
{
    return at - line_start(text, at) <= CERTAIN;
}

/* A place where a row may start, `CERTAIN` bytes before `at` or nearer, in a line that begins at
 * `line`. */
static size_t entry(const Text *text, size_t line, size_t at)
{
    if (at - line <= CERTAIN)
        return line;
    size_t from = at - CERTAIN;
    char bytes[SEAM_SEARCH];
    size_t length = text_read(text, from, bytes, sizeof bytes);
    for (size_t i = 0; i + 1 < length; i++) {
        bool seam = bytes[i] == ' ' || bytes[i] == ',' || bytes[i] == ';';
        if (seam && bytes[i + 1] != ' ' && (unsigned char)bytes[i + 1] < 0x80)
            return from + i + 1;
    }
    /* Not within a character of several bytes. */
    char around[4];
    text_read(text, from - 3, around, sizeof around);
    size_t back = 0;
    while (back < 3 && (around[3 - back] & 0xC0) == 0x80)
        back++;
    return from - back;
}

TextRow textwrap_row_of(const Text *text, size_t at, int width)
{
    Reader reader;
    open_reader(&reader, text);
    TextRow row = read_row(&reader, entry(text, line_start(text, at), at), width);
    while (at >= row.next && !row.last)
        row = read_row(&reader, row.next, width);
    return row;
}

enum { MOST_BACK = 512 };

size_t textwrap_back(const Text *text, size_t start, int width, size_t *count)
{
    Reader reader;
    open_reader(&reader, text);
    size_t wanted = *count;
    size_t found = 0;
    while (found < wanted && start > 0) {
        /* The rows from a place before up to here; the last ones are kept. */
        size_t starts[MOST_BACK];
        size_t rows = 0;
        size_t at = entry(text, line_start(text, start - 1), start - 1);
        while (at < start) {
            starts[rows++ % MOST_BACK] = at;
            TextRow row = read_row(&reader, at, width);
            if (row.last)
                break;
            at = row.next;
        }
        if (rows == 0)
            break;
        size_t kept = rows < MOST_BACK ? rows : MOST_BACK;
        size_t taken = wanted - found < kept ? wanted - found : kept;
        found += taken;
        start = starts[(rows - taken) % MOST_BACK];
    }
    *count = found;
    return start;
}

int textwrap_columns(const Text *text, size_t from, size_t to)
{
    Reader reader;
    open_reader(&reader, text);
    int used = 0;
    while (from < to) {
        int columns;
        from = next_character(&reader, from, &columns);
        used += columns;
    }
    return used;
}

size_t textwrap_row_last(const Text *text, const TextRow *row)
{
    bool wrapped = !row->last && row->next == row->end;
    return wrapped && row->end > row->start ? text_previous(text, row->end) : row->end;
}

size_t textwrap_at_column(const Text *text, const TextRow *row, int column)
{
    Reader reader;
    open_reader(&reader, text);
    size_t last = textwrap_row_last(text, row);
    size_t at = row->start;
    for (int used = 0; at < last;) {
        int columns;
        size_t end = next_character(&reader, at, &columns);
        used += columns;
        if (used > column)
            break;
        at = end;
    }
    return at < last ? at : last;
}
