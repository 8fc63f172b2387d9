/* findings_review.c: findings of what is kept in a store. */
#include "site/findings/findings.h"

#include <stdlib.h>
#include <string.h>

/* Whose settings are being read. */
typedef struct Place {
    Findings *findings;
    Store *store;
    const Subscription *subscription;
    size_t index;
} Place;

static void tell(const Error *problem, void *data)
{
    const Place *place = data;
    char *path = store_contact_place(place->store, place->subscription->id);
    if (strcmp(problem->file, path) == 0)
        findings_take_problem(place->findings, place->index, problem);
    else /* of their directory */
        findings_take_unread(place->findings, place->subscription, problem);
    free(path);
}

void findings_review(Findings *findings, Store *store, const SubscriptionList *list,
                     const Subscription *const *chosen, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const Subscription *subscription = chosen[i];
        Place place = {findings, store, subscription, (size_t)(subscription - list->items)};
        Contact contact;
        if (store_contact_review(store, subscription->id, &contact, tell, &place)) {
            findings_take(findings, place.index, subscription, &contact);
            contact_clear(&contact);
        } else {
            findings_take_unreadable(findings, subscription);
        }
    }
}
