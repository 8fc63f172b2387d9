/* address_table.c: addresses in a table. */
#include "core/address/address_table.h"

#include "base/language.h"
#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    COLUMNS_MOST = 64,
    LOOK_LARGEST = 64 << 20 /* bytes: a larger text is a list */
};

typedef struct Cell {
    const char *text; /* without its quotes */
    size_t length;
    bool quoted; /* "" in it stands for " */
} Cell;

typedef struct Line {
    const char *text;
    size_t length;
    Cell cells[COLUMNS_MOST];
    size_t count; /* 0: the line is blank; COLUMNS_MOST + 1: it can't be read */
} Line;

/* What is known of a column. */
typedef struct Column {
    size_t filled, with_at; /* cells, without the header */
    bool named;             /* the heading says that it has addresses */
    bool login;             /* or names to log in with, which look like addresses */
} Column;

typedef struct Table {
    const char *text;
    size_t length;
    char delimiter;
    size_t lines, columns;
    bool header;
    Column of[COLUMNS_MOST];
} Table;

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r';
}

/* The next line at `*at`, which is moved behind it; false at the end. */
static bool next_line(const char *text, size_t length, size_t *at, Line *line)
{
    if (*at >= length)
        return false;
    line->text = text + *at;
    const char *end = memchr(line->text, '\n', length - *at);
    line->length = end ? (size_t)(end - line->text) : length - *at;
    *at += line->length + (end ? 1 : 0);
    while (line->length > 0 && line->text[line->length - 1] == '\r')
        line->length--;
    return true;
}

static Cell trimmed(const char *text, size_t length)
{
    while (length > 0 && is_blank(text[0])) {
        text++;
        length--;
    }
    while (length > 0 && is_blank(text[length - 1]))
        length--;
    return (Cell){text, length, false};
}

/* Reads the cell at `*at`, which is moved to its delimiter or to the end of the line. False where
 * its quotes do not end. */
static bool read_cell(const Line *line, char delimiter, size_t *at, Cell *cell)
{
    size_t start = *at;
    while (start < line->length && line->text[start] == ' ')
        start++;
    if (start < line->length && line->text[start] == '"') {
        size_t end = start + 1;
        while (end < line->length &&
               (line->text[end] != '"' || (end + 1 < line->length && line->text[end + 1] == '"')))
            end += line->text[end] == '"' ? 2 : 1;
        size_t behind = end + 1;
        while (behind < line->length && line->text[behind] == ' ')
            behind++;
        if (end >= line->length)
            return false;
        if (behind >= line->length || line->text[behind] == delimiter) {
            *cell = (Cell){line->text + start + 1, end - start - 1, true};
            *at = behind < line->length ? behind : line->length;
            return true;
        }
    }
    const char *end = memchr(line->text + *at, delimiter, line->length - *at);
    size_t length = end ? (size_t)(end - line->text) - *at : line->length - *at;
    *cell = trimmed(line->text + *at, length);
    *at += length;
    return true;
}

static void read_cells(Line *line, char delimiter)
{
    size_t at = 0;
    line->count = 0;
    Cell whole = trimmed(line->text, line->length);
    if (whole.length == 0)
        return;
    if (delimiter == '|' && whole.text[0] == '|') { /* the frame of Markdown */
        line->length = (size_t)(whole.text - line->text) + whole.length;
        line->length -= line->text[line->length - 1] == '|';
        at = (size_t)(whole.text - line->text) + 1;
    }
    for (;;) {
        if (line->count == COLUMNS_MOST || at > line->length ||
            !read_cell(line, delimiter, &at, &line->cells[line->count])) {
            line->count = COLUMNS_MOST + 1;
            return;
        }
        line->count++;
        if (at >= line->length)
            return;
        at++;
    }
}

/* The line below the headings of a table in Markdown; "sep=;" of a spreadsheet. */
static bool is_frame(const Line *line)
{
    if (line->length == 5 && strncasecmp(line->text, "sep=", 4) == 0)
        return true;
    size_t dashes = 0;
    for (size_t i = 0; i < line->length; i++) {
        if (!strchr("|-: ", line->text[i]) || line->text[i] == '\0')
            return false;
        dashes += line->text[i] == '-';
    }
    return dashes > 2;
}

static bool has_at(const Cell *cell)
{
    return memchr(cell->text, '@', cell->length);
}

static bool is_named(const Cell *cell, const char *const *names, size_t count)
{
    char plain[40];
    size_t size = 0;
    for (size_t i = 0; i < cell->length && size < sizeof plain - 1; i++) {
        if (!strchr(" -_.", cell->text[i]))
            plain[size++] = cell->text[i];
    }
    plain[size] = '\0';
    for (size_t i = 0; i < count; i++) {
        if (strcasecmp(plain, names[i]) == 0)
            return true;
    }
    return false;
}

static void read_header(Table *table, const Line *line)
{
    static const char *const mail[] = {"mail",         "email",          "emailaddress",
                                       "mailaddress",  "emails",         "emailadresse",
                                       "primaryemail", "workemail",      "primarysmtpaddress",
                                       "smtpaddress",  "emailaddresses", "adresseemail"};
    static const char *const login[] = {"userprincipalname", "upn",  "login",      "loginname",
                                        "username",          "user", "signinname", "account"};
    table->header = true;
    for (size_t i = 0; i < line->count; i++) {
        table->header = table->header && !has_at(&line->cells[i]);
        table->of[i].named = is_named(&line->cells[i], mail, sizeof mail / sizeof *mail);
        table->of[i].login = is_named(&line->cells[i], login, sizeof login / sizeof *login);
    }
}

/* Reads the text as a table with this delimiter: false where its lines are none. */
static bool read_table(Table *table)
{
    Line line;
    for (size_t at = 0; next_line(table->text, table->length, &at, &line);) {
        if (is_frame(&line))
            continue;
        read_cells(&line, table->delimiter);
        if (line.count == 0)
            continue;
        if (line.count < 2 || line.count > COLUMNS_MOST)
            return false;
        if (table->lines++ == 0) {
            table->columns = line.count;
            read_header(table, &line);
        }
        if (line.count != table->columns)
            return false;
        for (size_t i = 0; i < line.count && (table->lines > 1 || !table->header); i++) {
            table->of[i].filled += line.cells[i].length > 0;
            table->of[i].with_at += has_at(&line.cells[i]);
        }
    }
    return table->lines > 0;
}

/* The column of the addresses; table->columns where that is not sure. */
static size_t find_column(const Table *table)
{
    size_t none = table->columns, with = 0, only = none, named = 0, by_name = none, foreign = 0;
    for (size_t i = 0; i < table->columns; i++) {
        const Column *column = &table->of[i];
        if (column->with_at == 0)
            continue;
        with++;
        only = i;
        if (table->header && column->named) {
            named++;
            by_name = i;
        } else {
            foreign += !table->header || !column->login;
        }
    }
    size_t column = with == 1 ? only : named == 1 && foreign == 0 ? by_name : none;
    if (column == none)
        return none;
    bool pure = table->of[column].with_at == table->of[column].filled;
    bool sure = table->header || table->delimiter == '\t' || table->lines > 1;
    return sure && (pure || table->of[column].named) ? column : none;
}

/* Writes a cell as it was meant: "" in quotes is ". */
static void write_cell(FILE *out, const Cell *cell)
{
    for (size_t i = 0; i < cell->length; i++) {
        putc(cell->text[i], out);
        i += cell->quoted && cell->text[i] == '"';
    }
}

static char *extract(const Table *table, size_t column, AddressTable *found)
{
    char *text = NULL;
    size_t size, lines = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return NULL;
    *found =
        (AddressTable){.column = column + 1, .columns = table->columns, .header = table->header};
    Line line;
    for (size_t at = 0; next_line(table->text, table->length, &at, &line); putc('\n', out)) {
        if (is_frame(&line))
            continue;
        read_cells(&line, table->delimiter);
        if (line.count == 0 || (lines++ == 0 && table->header))
            continue;
        bool filled = line.cells[column].length > 0;
        found->rows += filled;
        found->without += !filled;
        for (size_t i = 0; i < line.count; i++)
            found->skipped += i != column && line.cells[i].length > 0;
        write_cell(out, &line.cells[column]);
    }
    fclose(out);
    return text;
}

char *address_table_extract(const char *text, size_t length, AddressTable *found)
{
    static const char delimiters[] = "\t;,|";
    static const char mark[] = "\xEF\xBB\xBF";
    if (length > LOOK_LARGEST)
        return NULL;
    if (length >= sizeof mark - 1 && memcmp(text, mark, sizeof mark - 1) == 0) {
        text += sizeof mark - 1;
        length -= sizeof mark - 1;
    }
    for (const char *delimiter = delimiters; *delimiter; delimiter++) {
        Table table = {.text = text, .length = length, .delimiter = *delimiter};
        if (!memchr(text, *delimiter, length) || !read_table(&table))
            continue;
        size_t column = find_column(&table), filled = 0;
        for (size_t i = 0; i < table.columns; i++)
            filled += i != column && (table.of[i].filled > 0 || table.header);
        if (column < table.columns && filled > 0)
            return extract(&table, column, found);
    }
    return NULL;
}

void address_table_parse(AddressList *list, const char *text, size_t length, char **taken,
                         AddressTable *table, AddressFindings *findings)
{
    AddressList *before = address_list_copy(list);
    *taken = NULL;
    address_list_parse(list, text, length, findings);
    if (findings->invalid > 0)
        *taken = address_table_extract(text, length, table);
    if (*taken) {
        address_list_swap(list, before);
        address_findings_clear(findings);
        address_list_parse(list, *taken, strlen(*taken), findings);
    }
    address_list_free(before);
}

char *address_table_words(const AddressTable *table)
{
    char *left = memory_format(
        n_("%zu other cell is left out", "%zu other cells are left out", table->skipped),
        table->skipped);
    char *without = memory_format(
        n_("%zu line has no address", "%zu lines have no address", table->without), table->without);
    char *words = memory_format(
        _("a table: the addresses are those of column %zu of %zu; %s%s%s%s"), table->column,
        table->columns, left, table->header ? _(", and the headings") : "",
        table->without > 0 ? "; " : "", table->without > 0 ? without : "");
    free(without);
    free(left);
    return words;
}
