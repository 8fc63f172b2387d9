#include "tui/pages/mail/alert_types.h"

#include "core/alert.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>
#include <strings.h>

Test(alert_types, are_complete_and_sorted_and_each_is_there_once)
{
    size_t count;
    const char *const *cells = alert_types(&count);
    cr_assert_gt(count, 300);
    for (size_t i = 0; i < count; i++) {
        const char *const *row = &cells[i * ALERT_TYPE_COLUMNS];
        for (size_t column = 0; column < ALERT_TYPE_COLUMNS; column++)
            cr_expect(row[column][0] != '\0', "row %zu, column %zu", i, column);
        cr_expect_neq(severity_parse(row[ALERT_TYPE_SEVERITY]), SEVERITY_UNKNOWN, "%s",
                      row[ALERT_TYPE_NAME]);
        cr_expect(i == 0 || strcasecmp((row - ALERT_TYPE_COLUMNS)[0], row[0]) < 0, "%s", row[0]);
    }
}

Test(alert_types, know_the_ids_of_those_that_have_one)
{
    const char *id = alert_type_id("Suspicious incoming RDP network activity");
    cr_assert(id != NULL);
    cr_expect_str_eq(id, "RDP_Incoming_BF_OneToOne");
    cr_expect(alert_type_id("Successful RDP brute force attack") == NULL);
    cr_expect(alert_type_id("no such alert") == NULL);
    cr_expect(alert_type_id("") == NULL);
}
