/* findings_scanners.h: what the benchmarks ask of security contacts, and how the scanners that
 * check them would judge a contact: their own conditions, with their own flaws.
 *
 * A contact is judged as it would stand in Azure: the addresses, the phone number, alert
 * notifications on or off for high severity. E-mail to owners is always off, and e-mail about
 * attack paths is none of ours.
 */
#ifndef SITE_FINDINGS_FINDINGS_SCANNERS_H
#define SITE_FINDINGS_FINDINGS_SCANNERS_H

#include "core/contact.h"
#include "site/findings/findings.h"

/* The controls of the CIS Microsoft Azure Foundations Benchmark that a finding answers. */
typedef struct CisControl {
    const char *version; /* "2.0" */
    const char *control; /* "2.1.19"; NULL: it answers none */
} CisControl;

enum { CIS_VERSIONS = 2 };

/* Fills `controls` for a kind of finding. False where it answers none of any version. */
bool finding_cis(FindingKind kind, CisControl controls[CIS_VERSIONS]);

typedef struct ScannerCheck {
    const char *name;
    const char *passes; /* its condition, in words */
    const char *note;   /* what is known to be wrong with it; NULL: nothing */
    bool (*judge)(const Contact *contact);
} ScannerCheck;

typedef struct Scanner {
    const char *name;  /* "prowler": as the command line has it */
    const char *title; /* "Prowler" */
    const ScannerCheck *checks;
    size_t count;
} Scanner;

/* The scanner of this name; NULL where there is none. */
const Scanner *scanner_find(const char *name);

/* All of them; the name of the last is NULL. */
const Scanner *scanner_all(void);

#endif
