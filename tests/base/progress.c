#include "base/progress.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

Test(progress, tells_how_far_it_is)
{
    Progress progress = {0};
    cr_expect_eq(progress_percent(&progress), 0);
    progress_begin(&progress, 200);
    cr_expect(progress_at(&progress, 50));
    cr_expect_eq(progress_percent(&progress), 25);
    cr_expect(progress_at(&progress, 200));
    cr_expect_eq(progress_percent(&progress), 99, "100 is when it is done");
}

Test(progress, is_cancelled_until_it_is_too_late)
{
    Progress progress = {0};
    cr_expect_not(progress_is_cancelled(&progress));
    cr_expect(progress_cancel(&progress));
    cr_expect(progress_is_cancelled(&progress));
    cr_expect_not(progress_at(&progress, 1));
    cr_expect_not(progress_commit(&progress));

    Progress late = {0};
    cr_expect(progress_commit(&late));
    cr_expect_not(progress_cancel(&late));
    cr_expect(progress_at(&late, 1));
    cr_expect_not(progress_is_cancelled(&late));
}

Test(progress, is_not_needed)
{
    progress_begin(NULL, 1);
    cr_expect(progress_at(NULL, 1));
    cr_expect(progress_commit(NULL));
    cr_expect_not(progress_is_cancelled(NULL));
}
