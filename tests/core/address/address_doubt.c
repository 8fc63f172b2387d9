/* Addresses that are valid and probably mistyped. */
#include "core/address/address_doubt.h"

#include "core/address/address_edit.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static AddressDomains *used(const char *domain, size_t times)
{
    AddressDomains *domains = address_domains_new();
    AddressList *list = address_list_new();
    for (size_t i = 0; i < times; i++) {
        char address[80];
        int length = snprintf(address, sizeof address, "p%zu@%s", i, domain);
        address_list_add(list, address, (size_t)length);
    }
    address_domains_count(domains, list);
    address_list_free(list);
    return domains;
}

static void doubts_of(AddressDomains *domains, const char *address, AddressDoubt expected,
                      const char *words)
{
    AddressList *list = address_list_new();
    cr_assert(address_check(address, strlen(address), NULL) == ADDRESS_OK, "%s", address);
    address_list_add(list, address, strlen(address));
    address_domains_count(domains, list);
    AddressDoubts doubts = address_doubts_find(domains, list, NULL);
    cr_expect_eq(doubts.count, expected != ADDRESS_DOUBT_NONE, "%s", address);
    cr_expect_eq(address_doubt(domains, address, NULL), expected, "%s", address);
    char *said = address_doubt_text(domains, address);
    cr_expect_str_eq(said, words, "%s: %s", address, said);
    free(said);
    address_doubts_clear(&doubts);
    doubts = address_doubts_find(domains, list, list);
    cr_expect_eq(doubts.count, 0);
    address_doubts_clear(&doubts);
    address_list_free(list);
}

static void doubts(const char *address, AddressDoubt expected, const char *words)
{
    AddressDomains *domains = address_domains_new();
    doubts_of(domains, address, expected, words);
    address_domains_free(domains);
}

static void is_good(const char *address)
{
    doubts(address, ADDRESS_DOUBT_NONE, "nothing is wrong");
}

Test(address_doubt, a_slip_in_the_domain_of_a_big_provider)
{
    doubts("soc@gmial.com", ADDRESS_DOUBT_TYPO, "did you mean soc@gmail.com?");
    doubts("soc@GMAIL.con", ADDRESS_DOUBT_TYPO, "did you mean soc@gmail.com?");
    doubts("soc@outloook.com", ADDRESS_DOUBT_TYPO, "did you mean soc@outlook.com?");
    doubts("soc@hotmal.com", ADDRESS_DOUBT_TYPO, "did you mean soc@hotmail.com?");
    is_good("soc@gmail.com");
    is_good("soc@mail.com");
    is_good("soc@ymail.com");
    is_good("soc@contoso.com");
}

Test(address_doubt, a_slip_in_a_domain_that_is_used_often)
{
    AddressDomains *domains = used("contoso.com", 50);
    doubts_of(domains, "soc@contoso.comx", ADDRESS_DOUBT_TYPO, "did you mean soc@contoso.com?");
    doubts_of(domains, "soc@contsoo.com", ADDRESS_DOUBT_TYPO, "did you mean soc@contoso.com?");
    doubts_of(domains, "soc@contoso", ADDRESS_DOUBT_DOT,
              "the domain has no dot: did you mean soc@contoso.com?");
    doubts_of(domains, "soc@fabrikam.com", ADDRESS_DOUBT_NONE, "nothing is wrong");
    address_domains_free(domains);
    domains = used("contoso.com", 2); /* not often */
    doubts_of(domains, "soc@contosa.com", ADDRESS_DOUBT_NONE, "nothing is wrong");
    address_domains_free(domains);
}

Test(address_doubt, a_domain_that_nobody_can_have)
{
    doubts("soc@contoso.comx", ADDRESS_DOUBT_TLD, "there is no top-level domain \"comx\"");
    doubts("soc@contoso.123", ADDRESS_DOUBT_TLD, "there is no top-level domain \"123\"");
    doubts("soc@contoso", ADDRESS_DOUBT_DOT, "the domain has no dot");
    doubts("soc@192.0.2.1", ADDRESS_DOUBT_IPV4,
           "an IP address without brackets: did you mean soc@[192.0.2.1]?");
    is_good("soc@[192.0.2.1]");
    is_good("soc@contoso.example");
    is_good("soc@mail.contoso.local");
    is_good("soc@contoso.co.uk");
    is_good("soc@contoso.ck");
    is_good("soc@contoso.bank");
    is_good("soc@b\u00fccher.de");
    is_good("soc@\u043f\u043e\u0447\u0442\u0430.\u0440\u0444");
}

Test(address_doubt, letters_that_look_like_others)
{
    doubts("soc@m\u0456crosoft.com", ADDRESS_DOUBT_SCRIPT,
           "the domain is xn--mcrosoft-thh.com, which looks like another one: did you mean "
           "soc@microsoft.com?");
}

Test(address_doubt, a_mark_in_front)
{
    doubts("'soc@contoso.com", ADDRESS_DOUBT_MARK,
           "begins with \"'\": did you mean soc@contoso.com?");
    doubts("*soc@contoso.com", ADDRESS_DOUBT_MARK,
           "begins with \"*\": did you mean soc@contoso.com?");
}

Test(address_doubt, one_edit)
{
    static const struct {
        const char *a, *b;
        bool one;
    } rows[] = {{"gmail", "gmial", true}, {"gmail", "gmal", true},   {"gmail", "gmaill", true},
                {"gmail", "gnail", true}, {"gmail", "gmail", false}, {"gmail", "mgial", false},
                {"gmail", "gml", false},  {"", "a", true},           {"", "", false},
                {"aa", "aaa", true},      {"ab", "ba", true},        {"abc", "cba", false}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cr_expect_eq(
            address_is_one_edit(rows[i].a, strlen(rows[i].a), rows[i].b, strlen(rows[i].b)),
            rows[i].one, "%s %s", rows[i].a, rows[i].b);
        cr_expect_eq(
            address_is_one_edit(rows[i].b, strlen(rows[i].b), rows[i].a, strlen(rows[i].a)),
            rows[i].one, "%s %s", rows[i].b, rows[i].a);
    }
}
