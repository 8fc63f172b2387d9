/* Addresses in tables, as spreadsheets and directories write them. */
#include "core/address/address_table.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static void takes(const char *text, const char *addresses, const char *words)
{
    AddressTable table;
    char *taken = address_table_extract(text, strlen(text), &table);
    cr_assert(taken != NULL, "%s", text);
    cr_expect_str_eq(taken, addresses, "%s: %s", text, taken);
    char *said = address_table_words(&table);
    cr_expect_str_eq(said, words, "%s: %s", text, said);
    free(said);
    free(taken);
}

static void is_none(const char *text)
{
    AddressTable table;
    char *taken = address_table_extract(text, strlen(text), &table);
    cr_expect(taken == NULL, "%s: %s", text, taken);
    free(taken);
}

Test(address_table, a_column_with_a_heading)
{
    takes("Name,E-mail,Department\nJane Doe,jane@x.com,IT\r\nJohn Roe,john@x.com,\n",
          "\njane@x.com\njohn@x.com\n",
          "a table: the addresses are those of column 2 of 3; 3 other cells are left out, and the "
          "headings");
    takes("\xEF\xBB\xBFsep=;\nName;Mail\n\"Doe; Jane\";jane@x.com\nJohn;\n", "\n\njane@x.com\n\n",
          "a table: the addresses are those of column 2 of 2; 2 other cells are left out, and the "
          "headings; 1 line has no address");
    takes("userPrincipalName,displayName,mail\njd@x.com,Jane,jane@x.com\n", "\njane@x.com\n",
          "a table: the addresses are those of column 3 of 3; 2 other cells are left out, and the "
          "headings");
    takes("| Name | Mail |\n|------|------|\n| Jane | jane@x.com |\n", "\n\njane@x.com\n",
          "a table: the addresses are those of column 2 of 2; 1 other cell is left out, and the "
          "headings");
}

Test(address_table, a_column_without_a_heading)
{
    takes("jane@x.com\tFinance\tBonn", "jane@x.com\n",
          "a table: the addresses are those of column 1 of 3; 2 other cells are left out");
    takes("Jane,jane@x.com\nJohn,john@x.com\n", "jane@x.com\njohn@x.com\n",
          "a table: the addresses are those of column 2 of 2; 2 other cells are left out");
}

Test(address_table, an_address_that_is_wrong_stays_where_it_is)
{
    takes("Name,Mail\nJane,jane@@x.com\nJohn,none\n", "\njane@@x.com\nnone\n",
          "a table: the addresses are those of column 2 of 2; 2 other cells are left out, and the "
          "headings");
}

Test(address_table, what_is_not_surely_a_table_is_none)
{
    is_none("");
    is_none("a@x.com");
    is_none("Jane, jane@x.com");
    is_none("a@x.com, b@x.com\nc@x.com, d@x.com");
    is_none("Name,Work,Home\nJane,a@x.com,b@x.com\n");
    is_none("Jane,a@x.com\nJohn\n");
    is_none("a,b\nc,d\n");
    is_none("\"a,b@x.com\nc,d@x.com\n");
}

Test(address_table, only_what_is_no_list_is_read_as_a_table)
{
    static const char text[] = "Name;Mail\nJane;jane@x.com\nJo;ops@x.com\n";
    AddressList *list = address_list_new();
    AddressFindings findings = {0};
    AddressTable table;
    char *taken;
    address_list_add(list, "ops@x.com", 9);
    address_table_parse(list, text, strlen(text), &taken, &table, &findings);
    cr_assert_not_null(taken);
    cr_expect_eq(address_list_count(list), 2);
    cr_expect_eq(findings.invalid, 0);
    cr_assert_eq(findings.duplicates, 1);
    cr_expect_eq(findings.items[0].line, 3);
    free(taken);
    address_findings_clear(&findings);
    address_table_parse(list, "Doe, J <a@x.com>\nRoe, R <b@x.com>", 33, &taken, &table, &findings);
    cr_expect_null(taken);
    cr_expect_eq(address_list_count(list), 4);
    address_findings_clear(&findings);
    address_list_free(list);
}
