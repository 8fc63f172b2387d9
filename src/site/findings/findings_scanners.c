#include "site/findings/findings_scanners.h"

#include "base/language.h"

#include <string.h>

bool finding_cis(FindingKind kind, CisControl controls[CIS_VERSIONS])
{
    controls[0] = (CisControl){"2.0", NULL};
    controls[1] = (CisControl){"5.0", NULL};
    if (kind == FINDING_NO_CONTACT) {
        controls[0].control = "2.1.19";
        controls[1].control = "8.1.13";
    } else if (kind == FINDING_ALERTS_OFF) {
        controls[0].control = "2.1.20";
        controls[1].control = "8.1.14";
    }
    return controls[0].control != NULL;
}

static bool always(const Contact *contact)
{
    (void)contact;
    return true;
}

/* What wants e-mail to the owners of a subscription, which is always off. */
static bool owners(const Contact *contact)
{
    return contact->owners;
}

/* Is there a contact in Azure at all? */
static bool exists(const Contact *contact)
{
    return contact_is_configured(contact) || contact->phone;
}

static bool exists_with_alerts(const Contact *contact)
{
    return exists(contact) && contact->alerts;
}

static bool has_phone(const Contact *contact)
{
    return contact->phone != NULL;
}

#define OWNERS_OFF N_("e-mail to owners is not available yet: this fails everywhere")

static const ScannerCheck prowler[] = {
    {N_("additional e-mail"), N_("emails, split at ;, has at least one part"),
     N_("always passes: an empty text has one part too"), always},
    {N_("alert severity"), N_("an Alert source has a severity other than Critical"),
     N_("ignores isEnabled: passes with alerts off"), exists},
    {N_("owners"), N_("e-mail by role is on, and Owner is listed"), OWNERS_OFF, owners},
};

static const ScannerCheck scoutsuite[] = {
    {N_("security contact"), N_("there is a security contact"), NULL, exists},
    {N_("e-mail"), N_("the e-mail is not empty"), NULL, contact_is_configured},
    {N_("phone"), N_("the phone number is not empty"), NULL, has_phone},
    {N_("alert notifications"), N_("alert notifications are on"), NULL, exists_with_alerts},
    {N_("alerts to admins"), N_("alerts go to admins"), OWNERS_OFF, owners},
};

static const ScannerCheck steampipe[] = {
    {N_("e-mail"), N_("a contact not named default is there, or default has an e-mail"),
     N_("judges one subscription: run it for each"), contact_is_configured},
    {N_("alerts"), N_("e-mail by role is on, and an Alert source has severity High exactly"),
     OWNERS_OFF, owners},
};

static const ScannerCheck policy[] = {
    {N_("contact e-mail (4f4f78b8)"), N_("an e-mail is not empty"),
     N_("fails contacts of the shape of 2023-12-01-preview, with e-mail or without"),
     contact_is_configured},
    {N_("high-severity notification (6e2593d9)"),
     N_("alert notifications are on, or the contact is enabled with an Alert source"), NULL,
     exists_with_alerts},
    {N_("owners (0b15565f)"), N_("not: alerts to admins off with severity High"), OWNERS_OFF,
     owners},
};

#define CHECKS(checks) checks, sizeof(checks) / sizeof *(checks)

static const Scanner scanners[] = {
    {"prowler", "Prowler", CHECKS(prowler)},
    {"scoutsuite", "ScoutSuite", CHECKS(scoutsuite)},
    {"steampipe", "Steampipe", CHECKS(steampipe)},
    {"policy", "Azure Policy", CHECKS(policy)},
    {0},
};

const Scanner *scanner_all(void)
{
    return scanners;
}

const Scanner *scanner_find(const char *name)
{
    for (const Scanner *scanner = scanners; scanner->name; scanner++)
        if (strcmp(scanner->name, name) == 0)
            return scanner;
    return NULL;
}
