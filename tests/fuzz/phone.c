/* What must hold of any text in which somebody has written a phone number. */
#include "core/phone.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

static bool is_e164(const char *text)
{
    size_t digits = strspn(text + (text[0] == '+'), "0123456789");
    return text[0] == '+' && text[1] != '0' && digits >= 4 && digits <= 15 &&
           text[1 + digits] == '\0';
}

/* What is stored and what is shown are numbers too, and the same. */
static void try_again(const char *text, PhoneVerdict verdict, const PhoneNumber *number)
{
    PhoneNumber again;
    must(phone_parse(text, &again, NULL) == verdict);
    must(strcmp(again.e164, number->e164) == 0);
    must(strcmp(again.international, number->international) == 0);
    must(strcmp(again.region, number->region) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);
    if (size > 0)
        memcpy(text, data, size);
    text[size] = '\0';
    PhoneNumber number;
    size_t offset = SIZE_MAX;
    PhoneVerdict verdict = phone_parse(text, &number, &offset);
    must(offset <= strlen(text));
    char *words = phone_verdict_text(verdict, &number);
    must(words[0] != '\0');
    free(words);
    must(verdict != PHONE_UNCHECKED); /* the module is there */
    if (verdict == PHONE_OK || phone_is_warning(verdict)) {
        must(is_e164(number.e164));
        try_again(number.e164, verdict, &number);
        try_again(number.international, verdict, &number);
        free(phone_display(&number));
    } else {
        must(number.e164[0] == '\0' && number.international[0] == '\0');
    }
    free(text);
    return 0;
}
