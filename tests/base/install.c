#include "base/install.h"

#include "core/phone_module.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

Test(install, a_part_is_found_from_where_the_program_lies)
{
    char *path = install_path(PHONE_MODULE_FILE);
    cr_assert(path != NULL);
    cr_expect_eq(path[0], '/');
    cr_expect(strstr(path, "/bin/../libexec/seccontacts/seccontacts-phone.so") != NULL, "%s", path);
    cr_expect_eq(access(path, R_OK), 0, "%s", path);
    free(path);
}
