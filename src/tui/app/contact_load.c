#include "tui/app/contact_load.h"

#include "base/memory.h"
#include "tui/app/work.h"

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
    StoreVersionTag seen;
    load->good = store_contact_load_long(load->store, load->id, &load->contact, &seen, progress,
                                         &load->error);
}

ContactLoad *contact_load_new(Store *store, const char *id)
{
    ContactLoad *load = memory_new(sizeof *load);
    StoreVersionTag seen;
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

char *contact_load_words(const ContactLoad *load)
{
    return load->work ? work_words(load->work, form_get("email-notifications"), "opening") : NULL;
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

static void forget(void *data)
{
    Contact contact;
    Error ignored;
    ContactLoad *load = data;
    load->work = NULL;
    if (contact_load_end(load, &contact, &ignored))
        contact_clear(&contact);
}

void contact_load_free(ContactLoad *load)
{
    if (load && load->work)
        work_abandon(load->work, forget);
    else if (load)
        forget(load);
}
