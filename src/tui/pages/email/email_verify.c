#include "tui/pages/email/email_verify.h"

#include "base/memory.h"
#include "base/visible.h"
#include "core/address/address_doubt.h"

#include <stdlib.h>
#include <string.h>

/* Bytes that are taken apart at once, if they have the end of a line. */
#define BLOCK ((size_t)64 << 10)

const char *email_separator(size_t count)
{
    return count > EMAIL_FEW ? ",\n" : ", ";
}

EmailVerify *email_verify_new(const Text *text, const AddressList *like)
{
    EmailVerify *verify = memory_new(sizeof *verify);
    verify->text = text_snapshot(text);
    verify->like = address_list_copy(like);
    return verify;
}

void email_verify_free(EmailVerify *verify)
{
    if (!verify)
        return;
    text_snapshot_free(verify->text);
    address_list_free(verify->like);
    address_list_free(verify->list);
    address_findings_clear(&verify->findings);
    email_doubts_clear(&verify->doubts);
    free(verify);
}

/* Room for as many addresses as there are @. */
static void reserve(EmailVerify *verify)
{
    size_t count = 0, length;
    const char *piece;
    for (size_t i = 0; (piece = text_snapshot_piece(verify->text, i, &length)); i++) {
        for (size_t at = 0; at < length; at++)
            count += piece[at] == '@';
    }
    address_list_reserve(verify->list, count, text_snapshot_length(verify->text));
}

/* Goes through the text in blocks of whole lines. */
static bool parse(EmailVerify *verify, Progress *progress)
{
    AddressPart part = {0};
    char *block = NULL;
    const char *piece;
    size_t capacity = 0, held = 0, whole = 0, length;
    bool wanted = true;
    for (size_t i = 0; wanted && (piece = text_snapshot_piece(verify->text, i, &length)); i++) {
        block = memory_reserve(block, &capacity, held + length, 1);
        memcpy(block + held, piece, length);
        const char *last = memrchr(block + held, '\n', length);
        whole = last ? (size_t)(last - block) + 1 : whole;
        held += length;
        if (held < BLOCK || whole == 0)
            continue;
        address_list_parse_part(verify->list, block, whole, &part, &verify->findings);
        held -= whole;
        memmove(block, block + whole, held);
        whole = 0;
        wanted = progress_at(progress, part.offset);
    }
    if (wanted && held > 0)
        address_list_parse_part(verify->list, block, held, &part, &verify->findings);
    address_list_parse_end(&part, &verify->findings);
    free(block);
    return wanted && progress_at(progress, part.offset);
}

/* Goes through the text and tells whether it goes on with these bytes. */
typedef struct Reading {
    TextSnapshot *text;
    size_t piece, at; /* the next byte */
} Reading;

static bool goes_on(Reading *reading, const char *bytes, size_t length)
{
    while (length > 0) {
        size_t size;
        const char *piece = text_snapshot_piece(reading->text, reading->piece, &size);
        if (!piece)
            return false;
        size_t part = size - reading->at < length ? size - reading->at : length;
        if (memcmp(piece + reading->at, bytes, part) != 0)
            return false;
        bytes += part;
        length -= part;
        reading->at += part;
        if (reading->at == size) {
            reading->piece++;
            reading->at = 0;
        }
    }
    return true;
}

static bool is_plain(const EmailVerify *verify)
{
    size_t count = address_list_count(verify->list);
    const char *separator = email_separator(count);
    size_t gap = strlen(separator);
    size_t expected = count > 0 ? address_list_bytes(verify->list) - count + (count - 1) * gap : 0;
    if (verify->findings.count > 0 || text_snapshot_length(verify->text) != expected)
        return false;
    Reading reading = {.text = verify->text};
    bool same = true;
    for (size_t i = 0; same && i < count; i++) {
        const char *address = address_list_get(verify->list, i);
        same = (i == 0 || goes_on(&reading, separator, gap)) &&
               goes_on(&reading, address, strlen(address));
    }
    return same;
}

void email_doubts_clear(EmailDoubts *doubts)
{
    for (size_t i = 0; i < EMAIL_DOUBTS; i++)
        free(doubts->words[i]);
    free(doubts->first_fresh);
    *doubts = (EmailDoubts){0};
}

static char *doubt_words(AddressDomains *domains, const char *address)
{
    char *doubt = address_doubt_text(domains, address);
    char *shown = visible_text(visible_start(address, 60));
    char *text = memory_format("\"%s\": %s", shown, doubt);
    free(shown);
    free(doubt);
    return text;
}

/* Judges the addresses by the domains of all of them. */
static void find_doubts(EmailVerify *verify, const AddressList *like)
{
    AddressList *known = address_list_copy_indexed(like); /* which is searched in the background */
    AddressDomains *domains = address_domains_new();
    address_domains_count(domains, verify->list);
    AddressDoubts doubts = address_doubts_find(domains, verify->list, NULL);
    verify->doubts.count = doubts.count;
    for (size_t i = 0; i < doubts.count && i < ADDRESS_DOUBTS_MOST; i++) {
        const char *address = address_list_get(verify->list, doubts.items[i]);
        if (i < EMAIL_DOUBTS)
            verify->doubts.words[i] = doubt_words(domains, address);
        if (address_list_find(known, address, strlen(address)) != ADDRESS_LIST_NONE)
            continue;
        if (verify->doubts.fresh++ == 0)
            verify->doubts.first_fresh = doubt_words(domains, address);
    }
    address_list_free(known);
    address_doubts_clear(&doubts);
    address_domains_free(domains);
}

void email_verify_run(void *data, Progress *progress)
{
    EmailVerify *verify = data;
    progress_begin(progress, text_snapshot_length(verify->text));
    verify->list = address_list_new_delta(verify->like);
    AddressList *like = verify->like;
    verify->like = NULL;
    reserve(verify);
    verify->complete = parse(verify, progress);
    address_list_pack(verify->list);
    verify->plain = verify->complete && is_plain(verify);
    if (verify->complete)
        find_doubts(verify, like);
    address_list_free(like);
}
