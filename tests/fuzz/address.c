/* What must hold of any text in which somebody has written addresses. */
#include "core/address/address_list.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

/* A valid address is its own item; its normal form and its key are addresses of the same mailbox.
 */
static void try_valid(const char *text, size_t length)
{
    AddressItem item;
    size_t position = 0;
    must(address_next(text, length, &position, &item));
    must(item.problem == ADDRESS_OK && item.address == 0 && item.address_length == length);
    must(position == length);
    char *key = address_key(text, length);
    char *normal = address_normal(text, length);
    must(address_check(normal, strlen(normal), NULL) == ADDRESS_OK);
    must(address_check(key, strlen(key), NULL) == ADDRESS_OK);
    char *key_of_normal = address_key(normal, strlen(normal));
    char *key_of_key = address_key(key, strlen(key));
    must(strcmp(key, key_of_normal) == 0 && strcmp(key, key_of_key) == 0);
    must(strlen(normal) <= 254);
    free(key_of_key);
    free(key_of_normal);
    free(normal);
    free(key);
}

static void try_address(const char *text, size_t length)
{
    size_t offset = SIZE_MAX;
    AddressProblem problem = address_check(text, length, &offset);
    must(offset <= length);
    char *words = address_problem_words(problem, text, length, offset);
    must(words[0] != '\0');
    free(words);
    if (problem == ADDRESS_OK)
        try_valid(text, length);
}

static void try_items(const char *text, size_t length)
{
    AddressItem item;
    size_t position = 0, last = 0;
    while (address_next(text, length, &position, &item)) {
        must(item.length > 0 && item.start >= last && item.start + item.length <= position);
        must(item.address >= item.start);
        must(item.address + item.address_length <= item.start + item.length);
        must(position > last && position <= length);
        must(!memchr(text + item.start, '\n', item.length));
        const char *address = text + item.address;
        AddressProblem alone = address_check(address, item.address_length, NULL);
        must(item.problem != ADDRESS_OK || alone == ADDRESS_OK);
        must(item.problem == ADDRESS_OK ||
             (item.problem_at >= item.start && item.problem_at <= item.start + item.length));
        last = position;
    }
}

/* Parse of print is the identity, and nothing gets lost between list and findings. */
static void try_list(const char *text, size_t length)
{
    AddressList *list = address_list_new();
    AddressFindings findings = {0};
    address_list_parse(list, text, length, &findings);
    must(findings.count == findings.invalid + findings.duplicates);
    for (size_t i = 0; i < findings.count; i++) {
        must(findings.items[i].line > 0 && findings.items[i].column > 0);
        free(address_finding_text(&findings.items[i], text, length, list));
    }
    static const char *const separators[] = {", ", ",\n", "\r\n", ";", "\t"};
    char *printed =
        address_list_print(list, separators[length % (sizeof separators / sizeof *separators)]);
    AddressList *again = address_list_new();
    AddressFindings none = {0};
    address_list_parse(again, printed, strlen(printed), &none);
    must(none.count == 0 && address_list_equal(list, again));
    must(address_list_subtract(again, list) == address_list_count(list));
    address_list_free(again);
    free(printed);
    address_findings_clear(&findings);
    address_list_free(list);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size ? size : 1); /* without a NUL: no reader may look for one */
    if (size > 0)
        memcpy(text, data, size);
    try_address(text, size);
    try_items(text, size);
    try_list(text, size);
    free(text);
    return 0;
}
