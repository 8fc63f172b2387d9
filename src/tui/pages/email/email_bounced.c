/* Email notifications: which addresses are passed over since mail to them bounced. The ledger is
 * asked in the background, when the form is shown and when it is shown again. */
#include "base/memory.h"
#include "site/delivery/bounced.h"
#include "tui/pages/email/email_internal.h"

#include <stdlib.h>
#include <string.h>

typedef struct Asking {
    EmailPage *page;
    const Site *site;
    Bounced found;
} Asking;

static void run(void *data, Progress *progress)
{
    Asking *asking = data;
    Error ignored; /* the list says that the ledger can't be read, and so does check */
    (void)progress;
    bounced_read(&asking->found, asking->site, &ignored);
}

static void drop(void *data)
{
    Asking *asking = data;
    bounced_clear(&asking->found);
    free(asking);
}

static size_t count_of(const Bounced *bounced)
{
    return bounced->addresses ? address_list_count(bounced->addresses) : 0;
}

static void done(void *data, bool complete)
{
    Asking *asking = data;
    EmailPage *page = asking->page;
    Bounced before = page->bounced;
    (void)complete;
    page->bounced_job = NULL;
    page->bounced = asking->found;
    asking->found = before;
    if (count_of(&before) + count_of(&page->bounced) > 0)
        page->addresses.told = false;
    drop(asking);
}

void email_bounced_ask(EmailPage *page)
{
    const JobWork work = {.run = run, .done = done, .free = drop, .external = true};
    Asking *asking = memory_new(sizeof *asking);
    *asking = (Asking){.page = page, .site = page->form.page.session->site};
    job_drop(page->bounced_job);
    page->bounced_job = NULL;
    /* Of no owner: what is found may be taken while a question is on the screen. */
    Job *job = job_start(NULL, &work, asking);
    if (job)
        page->bounced_job = job;
}

size_t email_bounced_list(const EmailPage *page, FormProblem *problems, size_t count, size_t most)
{
    const Bounced *bounced = &page->bounced;
    const AddressList *list = page->addresses.list;
    size_t all = list ? count_of(bounced) : 0;
    for (size_t i = 0; i < all && count < most; i++) {
        const char *address = address_list_get(bounced->addresses, i);
        if (address_list_find(list, address, strlen(address)) != ADDRESS_LIST_NONE)
            problems[count++] = (FormProblem){
                words(page->form.page.form, "bounced", address, bounced->texts[i]), .notice = true};
    }
    return count;
}
