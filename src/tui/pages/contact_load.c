#include "tui/pages/contact_load.h"

#include "core/memory.h"
#include "tui/pages/work.h"

#include <stdlib.h>

struct ContactLoad {
    Store *store;
    char *id;
    Work *work; /* NULL: it was loaded at once */
    Contact contact;
    bool good;
    Error error;
};

static void run(void *data, Progress *progress)
{
    ContactLoad *load = data;
    StoreSeen seen;
    load->good = store_contact_load_long(load->store, load->id, &load->contact, &seen, progress,
                                         &load->error);
}

ContactLoad *contact_load_new(Store *store, const char *id)
{
    ContactLoad *load = memory_new(sizeof *load);
    StoreSeen seen;
    load->store = store;
    load->id = memory_text(id);
    if (store_contact_size(store, id) > WORK_LONG)
        load->work = work_start(run, load);
    else
        load->good = store_contact_load(store, id, &load->contact, &seen, &load->error);
    return load;
}

bool contact_load_is_done(const ContactLoad *load)
{
    return !load->work || work_is_done(load->work);
}

bool contact_load_end(ContactLoad *load, Contact *contact, Error *error)
{
    work_end(load->work);
    bool good = load->good;
    if (good)
        *contact = load->contact;
    else
        *error = load->error;
    free(load->id);
    free(load);
    return good;
}

void contact_load_free(ContactLoad *load)
{
    Contact contact;
    Error ignored;
    if (load && load->work)
        work_cancel(load->work);
    if (load && contact_load_end(load, &contact, &ignored))
        contact_clear(&contact);
}
