#include "tui/pages/email/email_text.h"

#include "base/memory.h"
#include "tui/pages/email/email_verify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct EmailText {
    TextSnapshot *before;
    unsigned long state; /* of the text */
    size_t at, removed;  /* what becomes `bytes` */
    char *bytes;
    size_t length;
};

EmailText *email_text_new(const Text *text)
{
    EmailText *made = memory_new(sizeof *made);
    made->before = text_snapshot(text);
    made->state = text_state(text);
    return made;
}

void email_text_free(EmailText *made)
{
    if (!made)
        return;
    text_snapshot_free(made->before);
    free(made->bytes);
    free(made);
}

/* How many bytes both begin with. */
static size_t same_head(TextSnapshot *before, const char *bytes, size_t length)
{
    const char *piece;
    size_t same = 0, size;
    for (size_t i = 0; (piece = text_snapshot_piece(before, i, &size)); i++) {
        size_t part = size < length - same ? size : length - same, at = 0;
        if (memcmp(piece, bytes + same, part) == 0)
            at = part;
        while (at < part && piece[at] == bytes[same + at])
            at++;
        same += at;
        if (at < size)
            break;
    }
    return same;
}

/* How many bytes both end with, at most `most`. */
static size_t same_tail(TextSnapshot *before, const char *bytes, size_t length, size_t most)
{
    size_t same = 0, size, count = 0;
    while (text_snapshot_piece(before, count, &size))
        count++;
    while (count > 0 && same < most) {
        const char *piece = text_snapshot_piece(before, --count, &size);
        size_t part = size < most - same ? size : most - same, at = 0;
        const char *end = bytes + length - same;
        if (memcmp(piece + size - part, end - part, part) == 0)
            at = part;
        while (at < part && piece[size - at - 1] == end[-(ptrdiff_t)at - 1])
            at++;
        same += at;
        if (at < size)
            break;
    }
    return same;
}

static bool is_separator(char byte)
{
    return byte == '\n' || byte == ',';
}

/* Whole items differ: no character is cut in two, and the cursor stays with what is the same. */
void email_text_make_bytes(EmailText *made, const char *bytes, size_t length)
{
    size_t all = text_snapshot_length(made->before);
    size_t head = same_head(made->before, bytes, length);
    size_t most = (all < length ? all : length) - head, tail = 0;
    if (head < all || head < length) {
        tail = same_tail(made->before, bytes, length, most);
        while (head > 0 && !is_separator(bytes[head - 1]))
            head--;
        while (tail > 0 && !is_separator(bytes[length - tail]))
            tail--;
    }
    made->at = head;
    made->removed = all - head - tail;
    made->length = length - head - tail;
    free(made->bytes);
    made->bytes = memory_text_n(bytes + head, made->length);
}

void email_text_make(EmailText *made, const AddressList *list)
{
    char *text = address_list_print(list, email_separator(address_list_count(list)));
    email_text_make_bytes(made, text, strlen(text));
    free(text);
}

bool email_text_fits(const EmailText *made, const Text *text)
{
    return text_state(text) == made->state;
}

bool email_text_changes(const EmailText *made)
{
    return made->removed > 0 || made->length > 0;
}

void email_text_put(const EmailText *made, Text *text)
{
    text_undo_boundary(text);
    text_replace(text, made->at, made->removed, made->bytes, made->length);
    text_undo_boundary(text);
}

/* Block by block. */
Text *email_text_of(const AddressList *list)
{
    enum { BLOCK = 64 << 10, LONGEST = ADDRESS_SIZE + 2 };
    size_t count = address_list_count(list), length = 0;
    const char *separator = email_separator(count);
    char *block = memory_new(BLOCK);
    Text *text = text_new();
    for (size_t i = 0; i < count; i++) {
        if (length + LONGEST > BLOCK) {
            text_replace(text, text_length(text), 0, block, length);
            length = 0;
        }
        length += (size_t)snprintf(block + length, BLOCK - length, "%s%s", i > 0 ? separator : "",
                                   address_list_get(list, i));
    }
    text_replace(text, text_length(text), 0, block, length);
    free(block);
    return text;
}
