/* The list of addresses: a paste into a terminal without bracketed paste. */
#include "base/memory.h"
#include "tui/input/input.h"
#include "tui/pages/email/email_list_internal.h"

#include <stdlib.h>
#include <string.h>
#include <unistr.h>

/* How long it has to be silent before it is over: a network may bring a paste in pieces. */
#define SILENCE_KEYS  50
#define SILENCE_PASTE 300
#define MOST_KEYS     256 /* bytes: so many without an @ are no addresses */

bool email_list_burst_takes(const EmailList *list)
{
    return list->burst_length > 0 || input_pending();
}

static bool is_paste(const EmailList *list)
{
    return list->burst_pasted ||
           (!screen_brackets_paste() && memchr(list->burst, '@', list->burst_length));
}

static void add(EmailList *list, const void *bytes, size_t length)
{
    list->burst =
        memory_reserve(list->burst, &list->burst_capacity, list->burst_length + length, 1);
    memcpy(list->burst + list->burst_length, bytes, length);
    list->burst_length += length;
    list->burst_last = page_now();
}

void email_list_burst_key(EmailList *list, Key key)
{
    uint8_t bytes[6];
    if (input_key_is_text(key)) {
        int length = u8_uctomb(bytes, key.code, sizeof bytes);
        if (length > 0)
            add(list, bytes, (size_t)length);
    } else if (key.modifiers == 0 && key.code == PRESS_ENTER) {
        add(list, "\n", 1);
    } else if (key.modifiers == 0 && key.code == PRESS_TAB) {
        add(list, "\t", 1);
    } else {
        email_list_burst_end(list);
        email_list_press(list, key);
        return;
    }
    if (list->burst_length >= MOST_KEYS && !is_paste(list))
        email_list_burst_end(list);
}

void email_list_paste(EmailList *list, const char *bytes, size_t length)
{
    if (!input_paste_is_part()) {
        email_list_burst_end(list);
        email_list_paste_behind(list, bytes, length);
    } else if (length > 0) {
        list->burst_pasted = true;
        add(list, bytes, length);
    }
}

int email_list_burst_tick(EmailList *list)
{
    if (list->burst_length == 0)
        return -1;
    if (input_pending()) /* it came while we were busy */
        list->burst_last = page_now();
    long wait = list->burst_last + (is_paste(list) ? SILENCE_PASTE : SILENCE_KEYS) - page_now();
    if (wait > 0)
        return (int)wait;
    email_list_burst_end(list);
    return 0;
}

void email_list_burst_end(EmailList *list)
{
    size_t length = list->burst_length, at = 0;
    char *bytes = list->burst;
    bool paste = length > 0 && is_paste(list);
    list->burst = NULL;
    list->burst_length = list->burst_capacity = 0;
    list->burst_pasted = false;
    if (paste) {
        email_list_paste_behind(list, bytes, length);
        at = length;
    }
    while (at < length) { /* what was typed ahead */
        ucs4_t code;
        int used = u8_mbtoucr(&code, (const uint8_t *)bytes + at, length - at);
        Key key = {code, 0};
        if (code == '\n')
            key.code = PRESS_ENTER;
        else if (code == '\t')
            key.code = PRESS_TAB;
        email_list_press(list, key);
        at += used > 0 ? (size_t)used : 1;
    }
    free(bytes);
}
