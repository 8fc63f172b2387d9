/* findings_review.c: findings of what is kept in a store. */
#include "site/findings.h"

/* Whose settings are being read. */
typedef struct Place {
    Findings *findings;
    size_t index;
} Place;

static void tell(const Error *problem, void *data)
{
    const Place *place = data;
    findings_take_problem(place->findings, place->index, problem);
}

void findings_review(Findings *findings, Store *store, const SubscriptionList *list,
                     const Subscription *const *chosen, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const Subscription *subscription = chosen[i];
        Place place = {findings, (size_t)(subscription - list->items)};
        Contact contact;
        if (store_contact_review(store, subscription->id, &contact, tell, &place)) {
            findings_take(findings, place.index, subscription, &contact);
            contact_clear(&contact);
        } else {
            findings_take_unreadable(findings, subscription);
        }
    }
}
