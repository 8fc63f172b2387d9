#include "core/limits.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { AT_0914 = 1795392000 + 9 * 3600 + 14 * 60 }; /* 2026-11-23 09:14 UTC */

/* A contact, an alert and what the ledger says, of which a test changes what it is about. */
typedef struct Case {
    Contact contact;
    Alert alert;
    LimitFacts facts;
    LimitDecision decision;
    DayZone *zone;
} Case;

static void case_init(Case *c, const char *emails)
{
    Error error = {0};
    AddressFindings findings = {0};
    contact_init(&c->contact);
    address_list_parse(c->contact.emails, emails, strlen(emails), &findings);
    address_findings_clear(&findings);
    c->contact.alerts = true;
    alert_init(&c->alert);
    alert_set(&c->alert.id, "alert-1");
    alert_set(&c->alert.name, "RDP brute force");
    alert_set(&c->alert.severity_text, "High");
    c->alert.severity = SEVERITY_HIGH;
    c->zone = day_zone_new("UTC", &error);
    limit_facts_init(&c->facts, address_list_count(c->contact.emails), 20780, c->zone);
}

static void case_clear(Case *c)
{
    contact_clear(&c->contact);
    alert_clear(&c->alert);
    limit_facts_clear(&c->facts);
    limit_decision_clear(&c->decision);
    day_zone_free(c->zone);
}

static SendFact *sent_today(const char *address)
{
    return send_fact_new(SEND_SENT, 20780, AT_0914, address, "RDP brute force");
}

/* Decides, and asserts rule and reason of each recipient: "send", or "R2 the reason". */
static void expect(const char *name, Case *c, FanOut fan_out, const char *const *expected)
{
    limit_decide(&c->contact, &c->alert, fan_out, &c->facts, &c->decision);
    size_t sends = 0;
    for (size_t i = 0; i < c->decision.count; i++) {
        LimitHold hold = c->decision.recipients[i].hold;
        char *reason = limit_reason(&c->contact, &c->alert, &c->facts, &c->decision, i);
        char text[512];
        snprintf(text, sizeof text, "%s %s", limit_rule(hold), reason);
        cr_expect_str_eq(hold == HOLD_NONE ? "send" : text, expected[i], "%s: recipient %zu: %s",
                         name, i, text);
        cr_expect_eq(hold == HOLD_NONE, reason[0] == '\0');
        sends += hold == HOLD_NONE;
        free(reason);
    }
    cr_expect_eq(c->decision.sends, sends);
    cr_expect(fan_out == FAN_OUT_EACH || sends <= 1);
}

#define TO_A                                                                                       \
    "R2 \"RDP brute force\" is sent to a@x.com, the first of the list whom no rule holds back"
#define TO_B                                                                                       \
    "R2 \"RDP brute force\" is sent to b@x.com, the first of the list whom no rule holds back"
#define WAS_A "R2 \"RDP brute force\" was sent to a@example.com at 09:14 today"

/* What the ledger says, by a letter: of the recipient, or of the list. */
typedef struct Row {
    const char *name;
    FanOut fan_out;
    bool off;
    const char *severity;
    bool list_type, list_alert; /* sent to somebody: this type today, this alert ever */
    struct {
        unsigned count;
        bool type, alert;
    } recipients[3];
    const char *expected[3];
} Row;

Test(limits, every_rule)
{
    static const Row rows[] = {
        {.name = "nothing was sent: the first one gets it", .expected = {"send", TO_A, TO_A}},
        {.name = "each: all get it", .fan_out = FAN_OUT_EACH, .expected = {"send", "send", "send"}},
        {.name = "R0",
         .off = true,
         .expected = {"R0 alerts are off for this subscription",
                      "R0 alerts are off for this subscription",
                      "R0 alerts are off for this subscription"}},
        {.name = "R0 before R1",
         .off = true,
         .severity = "Low",
         .expected = {"R0 alerts are off for this subscription",
                      "R0 alerts are off for this subscription",
                      "R0 alerts are off for this subscription"}},
        {.name = "R1 medium",
         .severity = "medium",
         .expected = {"R1 severity is Medium: only High is sent",
                      "R1 severity is Medium: only High is sent",
                      "R1 severity is Medium: only High is sent"}},
        {.name = "R1 each, no severity that there is",
         .fan_out = FAN_OUT_EACH,
         .severity = "High/Medium",
         .expected = {"R1 severity is \"High/Medium\": only High is sent",
                      "R1 severity is \"High/Medium\": only High is sent",
                      "R1 severity is \"High/Medium\": only High is sent"}},
        {.name = "R1 none",
         .severity = "",
         .expected = {"R1 severity is not given: only High is sent",
                      "R1 severity is not given: only High is sent",
                      "R1 severity is not given: only High is sent"}},
        {.name = "R2: sent today for this subscription, even to one who is not in the list now",
         .list_type = true,
         .expected = {WAS_A, WAS_A, WAS_A}},
        {.name = "R2 each: only who got it is held back",
         .fan_out = FAN_OUT_EACH,
         .list_type = true,
         .recipients = {{1, true, false}},
         .expected = {WAS_A, "send", "send"}},
        {.name = "R2: the first got this type from another subscription, the next gets it",
         .recipients = {{1, true, false}},
         .expected = {WAS_A, "send", TO_B}},
        {.name = "R3: the first has had three, the next gets it",
         .recipients = {{3, false, false}, {2, false, false}},
         .expected = {"R3 3 of 3 messages today", "send", TO_B}},
        {.name = "R3 each",
         .fan_out = FAN_OUT_EACH,
         .recipients = {{3, false, false}, {2, false, false}, {4, false, false}},
         .expected = {"R3 3 of 3 messages today", "send", "R3 4 of 3 messages today"}},
        {.name = "own reasons before \"the first of the list\"",
         .recipients = {{0}, {3, false, false}, {1, true, false}},
         .expected = {"send", "R3 3 of 3 messages today", WAS_A}},
        {.name = "R2 before R3",
         .recipients = {{3, true, false}},
         .expected = {WAS_A, "send", TO_B}},
        {.name = "R5: nobody gets the same alert again",
         .list_alert = true,
         .recipients = {{0, false, true}},
         .expected = {"R5 this alert was sent on 2026-11-02",
                      "R5 this alert was sent on 2026-11-02",
                      "R5 this alert was sent on 2026-11-02"}},
        {.name = "R5 each: who had it is held back",
         .fan_out = FAN_OUT_EACH,
         .list_alert = true,
         .recipients = {{0, false, true}},
         .expected = {"R5 this alert was sent on 2026-11-02", "send", "send"}},
        {.name = "R3 before R5",
         .list_alert = true,
         .recipients = {{0}, {3, false, false}},
         .expected = {"R5 this alert was sent on 2026-11-02", "R3 3 of 3 messages today",
                      "R5 this alert was sent on 2026-11-02"}},
        {.name = "all have had three: nobody",
         .recipients = {{3, 0, 0}, {3, 0, 0}, {3, 0, 0}},
         .expected = {"R3 3 of 3 messages today", "R3 3 of 3 messages today",
                      "R3 3 of 3 messages today"}},
    };
    for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
        const Row *row = &rows[r];
        Case c = {0};
        case_init(&c, "a@x.com, b@x.com, c@x.com");
        c.contact.alerts = !row->off;
        if (row->severity != NULL) {
            alert_set(&c.alert.severity_text, row->severity);
            c.alert.severity = severity_parse(row->severity);
        }
        if (row->list_type)
            c.facts.type = sent_today("a@example.com");
        if (row->list_alert)
            c.facts.alert = send_fact_new(SEND_SENT, 20759, 0, "z@x.com", "RDP brute force");
        for (size_t i = 0; i < 3; i++) {
            c.facts.recipients[i].count = row->recipients[i].count;
            if (row->recipients[i].type)
                c.facts.recipients[i].type = sent_today("a@example.com");
            if (row->recipients[i].alert)
                c.facts.recipients[i].alert =
                    send_fact_new(SEND_SENT, 20759, 0, "a@x.com", "RDP brute force");
        }
        expect(row->name, &c, row->fan_out, row->expected);
        case_clear(&c);
    }
}

Test(limits, nobody_to_tell)
{
    Case c = {0};
    case_init(&c, "");
    c.contact.alerts = false; /* said first: without an address the toggle is no matter */
    limit_decide(&c.contact, &c.alert, FAN_OUT_ONE, &c.facts, &c.decision);
    cr_expect_eq(c.decision.hold, HOLD_NO_CONTACT);
    cr_expect_eq(c.decision.sends, 0);
    cr_expect_eq(c.decision.first, 0);
    char *reason = limit_reason(&c.contact, &c.alert, &c.facts, &c.decision, 0);
    cr_expect_str_eq(reason, "no security contact");
    cr_expect_str_eq(limit_rule(c.decision.hold), "R0");
    free(reason);
    case_clear(&c);
}

Test(limits, what_is_left_of_a_day)
{
    Case c = {0};
    case_init(&c, "a@x.com, b@x.com, c@x.com, d@x.com");
    for (unsigned i = 0; i < 4; i++)
        c.facts.recipients[i].count = i;
    limit_decide(&c.contact, &c.alert, FAN_OUT_EACH, &c.facts, &c.decision);
    for (unsigned i = 0; i < 4; i++)
        cr_expect_eq(c.decision.recipients[i].left, 3 - i);
    case_clear(&c);
}

Test(limits, what_is_not_certain_is_not_said_as_certain)
{
    static const struct {
        SendState state;
        const char *type, *alert;
    } rows[] = {
        {SEND_SENT, "\"RDP brute force\" was sent to a@x.com at 09:14 today",
         "this alert was sent on 2026-11-23"},
        {SEND_UNKNOWN, "\"RDP brute force\" may have been sent to a@x.com at 09:14 today",
         "this alert may have been sent on 2026-11-23"},
        {SEND_RESERVED, "\"RDP brute force\" is being sent to a@x.com, since 09:14 today",
         "this alert is being sent, since 2026-11-23"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Case c = {0};
        case_init(&c, "a@x.com");
        c.facts.type = send_fact_new(rows[i].state, 20780, AT_0914, "a@x.com", "RDP brute force");
        c.facts.alert = send_fact_new(rows[i].state, 20780, AT_0914, "a@x.com", "RDP brute force");
        char *type = limit_hold_text(HOLD_TYPE, &c.alert, &c.facts, NULL, NULL);
        char *alert = limit_hold_text(HOLD_ALERT, &c.alert, &c.facts, NULL, NULL);
        cr_expect_str_eq(type, rows[i].type);
        cr_expect_str_eq(alert, rows[i].alert);
        free(type);
        free(alert);
        case_clear(&c);
    }
}

Test(limits, times_are_those_of_the_zone)
{
    Case c = {0};
    Error error = {0};
    case_init(&c, "a@x.com");
    DayZone *berlin = day_zone_new("Europe/Berlin", &error);
    c.facts.zone = berlin;
    c.facts.type = sent_today("a@x.com");
    char *text = limit_hold_text(HOLD_TYPE, &c.alert, &c.facts, NULL, NULL);
    cr_expect_str_eq(text, "\"RDP brute force\" was sent to a@x.com at 10:14 today");
    free(text);
    case_clear(&c);
    day_zone_free(berlin);
}

Test(limits, hostile_texts_are_made_visible)
{
    Case c = {0};
    case_init(&c, "a@x.com, b@x.com");
    alert_set(&c.alert.name, "RDP\033[2J\r\nBcc: x\u202Egnp");
    limit_decide(&c.contact, &c.alert, FAN_OUT_ONE, &c.facts, &c.decision);
    char *reason = limit_reason(&c.contact, &c.alert, &c.facts, &c.decision, 1);
    cr_expect_str_eq(reason, "\"RDP^[[2J^M^JBcc: x<U+202E>gnp\" is sent to a@x.com, the first of "
                             "the list whom no rule holds back");
    free(reason);
    case_clear(&c);
}

Test(limits, who_is_next_when_the_server_refuses_one)
{
    Case c = {0};
    case_init(&c, "a@x.com, b@x.com, c@x.com, d@x.com");
    c.facts.recipients[0].count = 3;
    c.facts.recipients[2].type = sent_today("c@x.com");
    limit_decide(&c.contact, &c.alert, FAN_OUT_ONE, &c.facts, &c.decision);
    cr_expect_eq(c.decision.first, 1);
    cr_expect_eq(limit_next(&c.decision, 1), 3);
    cr_expect_eq(limit_next(&c.decision, 3), 4);
    case_clear(&c);
}
