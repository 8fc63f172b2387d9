/* address_key.c: the forms in which addresses are sent and compared. */
#include "base/memory.h"
#include "core/address/address.h"
#include "core/address/address_domain.h"

#include <stdbool.h>
#include <string.h>

/* The byte behind the @ of a valid address: its last, because no domain has one. What was not
 * checked before gets a useless answer, but never writes beyond ADDRESS_SIZE. */
static size_t domain_start(const char *text, size_t length)
{
    enum { LOCAL_MAX = 64 };
    const char *at = memrchr(text, '@', length);
    return at && at - text <= LOCAL_MAX ? (size_t)(at - text) + 1 : 0;
}

static size_t write_domain(const char *text, size_t length, size_t start, char *to)
{
    char ascii[ADDRESS_DOMAIN_SIZE] = "";
    size_t offset;
    address_domain_check(text + start, length - start, ascii, &offset);
    size_t size = strlen(ascii);
    memcpy(to, ascii, size + 1);
    return size;
}

static char fold(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
}

/* Does this content of a quoted string say the same without the quotes? */
static bool is_dot_string(const char *text, size_t length)
{
    for (size_t at = 0; at < length; at++) {
        if (text[at] == '.' ? at == 0 || at == length - 1 || text[at - 1] == '.'
                            : strchr(" \"(),:;<>@[\\]", text[at]) != NULL)
            return false;
    }
    return true;
}

/* Writes a quoted local part, quotes included, in its shortest spelling. */
static size_t write_quoted(const char *text, size_t length, char *to)
{
    char content[ADDRESS_SIZE];
    size_t size = 0;
    for (size_t at = 1; at + 1 < length; at++) {
        if (text[at] == '\\')
            at++;
        content[size++] = fold(text[at]);
    }
    if (is_dot_string(content, size)) {
        memcpy(to, content, size);
        return size;
    }
    size_t written = 0;
    to[written++] = '"';
    for (size_t at = 0; at < size; at++) {
        if (content[at] == '"' || content[at] == '\\')
            to[written++] = '\\';
        to[written++] = content[at];
    }
    to[written++] = '"';
    return written;
}

size_t address_write_key(const char *text, size_t length, char key[ADDRESS_SIZE])
{
    size_t start = domain_start(text, length);
    size_t size = 0;
    if (start == 0) {
        key[0] = '\0';
        return 0;
    }
    if (text[0] == '"') {
        size = write_quoted(text, start - 1, key);
    } else {
        for (; size + 1 < start; size++)
            key[size] = fold(text[size]);
    }
    key[size++] = '@';
    return size + write_domain(text, length, start, key + size);
}

char *address_key(const char *text, size_t length)
{
    char key[ADDRESS_SIZE];
    return memory_text_n(key, address_write_key(text, length, key));
}

char *address_normal(const char *text, size_t length)
{
    char normal[ADDRESS_SIZE];
    size_t start = domain_start(text, length);
    memcpy(normal, text, start);
    return memory_text_n(normal, start + write_domain(text, length, start, normal + start));
}
