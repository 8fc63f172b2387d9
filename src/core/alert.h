/* alert.h: one security alert, as the rules of delivery and its message need it.
 *
 * Its texts come from outside: an attacker may have chosen some of them. None is safe to show
 * (visible.h) or to put into a header as it is.
 */
#ifndef CORE_ALERT_H
#define CORE_ALERT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum Severity {
    SEVERITY_UNKNOWN = 0, /* none given, or not one of the others: "High/Medium" */
    SEVERITY_INFORMATIONAL,
    SEVERITY_LOW,
    SEVERITY_MEDIUM,
    SEVERITY_HIGH,
} Severity;

typedef struct Alert {
    /* Between alert_init() and alert_clear() no text is NULL; "" is unknown or none. UTF-8. */
    char *id;      /* the alert id, as found; rule R5 knows it by alert_id_key() */
    char *type_id; /* the alert type's id, "VM_LoginBruteForceSuccess" */
    char *name;    /* the display name, "RDP brute force" */
    Severity severity;
    char *severity_text;  /* as found */
    char *subscription;   /* its id: a GUID in lower case */
    char *resource_group; /* name */
    char *resource;       /* full resource id */
    char *entity;         /* what was attacked: "vm1" */
    char *description;
    char **steps; /* remediation steps, none of them empty */
    size_t step_count;
    char *link; /* to the alert in the portal, as found: hostile */
    bool has_time;
    int64_t time; /* when it happened (its start, else when it was detected), seconds since 1970 */
    bool test;    /* made by alert_init_test(): its message says TEST */
} Alert;

void alert_init(Alert *alert); /* all texts "" */
void alert_clear(Alert *alert);
void alert_copy(Alert *to, const Alert *from); /* `to` is not initialised before */

/* Replaces the text of a field: alert_set(&alert.name, "RDP brute force"). NULL gives "". */
void alert_set(char **field, const char *text);

/* Adds a remediation step, without the space around it; one that is empty then is not added. */
void alert_add_step(Alert *alert, const char *step, size_t length);

/* What makes two alerts of one type: the type's id, else the display name, case-folded (Unicode,
 * NFC), without the space around it; a key longer than 512 bytes is cut and ends in a hash of the
 * whole. The caller frees it. */
char *alert_type_key(const Alert *alert);

/* What makes two alerts the same one: the id, folded likewise. The caller frees it. */
char *alert_id_key(const Alert *alert);

/* What to call the alert's type: the display name, else the type's id, else "alert". Belongs to
 * the alert. */
const char *alert_title(const Alert *alert);

/* The title in at most 120 characters, a longer one with "..." at its end: for reasons, tables and
 * records. Not made visible. The caller frees it. */
char *alert_short_title(const Alert *alert);

/* Reads a severity without regard to case: "High", "Medium", "Low", "Informational" or
 * "Information"; anything else, NULL too, is SEVERITY_UNKNOWN. */
Severity severity_parse(const char *text);

/* "High"; "Unknown". */
const char *severity_name(Severity severity);

/* What a test alert is made of. NULL is "". */
typedef struct AlertTest {
    const char *type_id;
    const char *name; /* "" and no type_id: "Test alert" */
    Severity severity;
    const char *subscription; /* id, lower case */
    const char *resource_group;
    const char *entity;
    const char *description; /* NULL: words that say it is a test */
} AlertTest;

/* Fills `alert` (not initialised before) with a test alert that happened at `now`. Its id,
 * "test-" and a random UUID, is new with each call. */
void alert_init_test(Alert *alert, const AlertTest *test, int64_t now);

#endif
