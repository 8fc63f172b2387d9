/* output.c: prints what becomes of alerts, and the dialogue with the server. */
#include "mail/output.h"

#include "azure/json.h"
#include "base/language.h"
#include "base/memory.h"
#include "base/monotonic.h"
#include "base/send_text.h"
#include "base/visible.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

json_t *output_string(const char *text)
{
    return json_text(text && text[0] ? text : NULL);
}

void output_json_now(json_t *json)
{
    output_json_line(json);
    output_flush();
}

static void print_event(const Event *event)
{
    char *title = alert_short_title(event->alert);
    const char *subscription =
        event->subscription[0] ? event->subscription : event->alert->subscription;
    bool unheard = event->kind == EVENT_UNHEARD;
    const char *said = event->reason[0] ? event->reason : event->text;
    char *why = unheard            ? unheard_reason_translate(event->why, said)
                : event->rule[0]   ? limit_reason_translate(said)
                : event->code == 0 ? send_text_translate(said)
                                   : memory_text(said); /* the server's words */
    const char *name = _(event_name(event->kind));
    size_t width = visible_width(name, strlen(name));
    printf("%s%*s ", name, width < 8 ? (int)(8 - width) : 0, "");
    output_visible(event->recipient[0] ? event->recipient : unheard ? _("(nobody)") : _("(all)"));
    printf("  %s \"", severity_name(event->alert->severity));
    output_visible(title);
    fputs("\", ", stdout);
    output_visible(subscription);
    if (event->code != 0)
        printf(": %d", event->code);
    if (why[0]) {
        fputs(event->code != 0 ? " " : ": ", stdout);
        output_visible(why);
    }
    putchar('\n');
    output_flush();
    free(why);
    free(title);
}

void output_event(const Event *event, void *data)
{
    Output *output = data;
    if (event->kind == EVENT_SENT)
        output->sent++;
    else if (event->kind == EVENT_WRITTEN)
        output->written++;
    else if (event->kind == EVENT_HELD)
        output->held++;
    else if (event->kind != EVENT_UNHEARD) /* which is of no message */
        output->other++;
    if (!output->json) {
        print_event(event);
        return;
    }
    json_t *json = json_pack(
        "{s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:s}", "recipient",
        output_string(event->recipient), "outcome", event_name(event->kind), "rule",
        output_string(event->rule), "reason", output_string(event->reason), "code",
        event->code != 0 ? json_integer(event->code) : json_null(), "text",
        output_string(event->text), "message_id", output_string(event->message_id), "alert",
        output_string(event->alert->id), "type", output_string(alert_title(event->alert)),
        "subscription", event->alert->subscription);
    if (event->kind == EVENT_UNHEARD)
        json_object_set_new(json, "why", json_string(unheard_why_name(event->why)));
    if (event->held_by.message_id)
        json_object_set_new(json, "held_by",
                            json_pack("{s:o, s:s}", "message_id",
                                      output_string(event->held_by.message_id), "state",
                                      send_state_name(event->held_by.state)));
    output_json_now(json);
}

void output_dialogue(bool from_server, const char *line, void *data)
{
    const Output *output = data;
    if (!output->dialogue)
        return;
    if (output->json) {
        output_json_now(json_pack("{s:s, s:o}", "dialogue", from_server ? "server" : "client",
                                  "line", json_string(line)));
        return;
    }
    printf("%c: ", from_server ? 'S' : 'C');
    output_visible(line);
    putchar('\n');
    output_flush();
}

void output_problem(Output *output, const char *text)
{
    char *visible = visible_text(text);
    output_counts(output, true);
    output_note("%s", text);
    if (output->json)
        output_json_now(json_pack("{s:o}", "problem", output_string(visible)));
    free(visible);
}

void output_warning(const char *text, void *output)
{
    char *warning = memory_format(_("warning: %s"), text);
    output_problem(output, warning);
    free(warning);
}

void output_unheard(Output *output, size_t count, Error *error)
{
    output_counts(output, true);
    if (output->json)
        output_json_now(json_pack("{s:I}", "unheard", (json_int_t)count));
    error_set(error, ERROR_UNHEARD,
              n_("nobody was told of %zu High alert: seccontacts sent --unheard lists it",
                 "nobody was told of %zu High alerts: seccontacts sent --unheard lists them",
                 count),
              count);
}

void output_counts(Output *output, bool end)
{
    enum { EVERY_MS = 200 };
    int64_t now = monotonic_ms();
    if (!output->progress || (!end && now - output->shown_at < EVERY_MS))
        return;
    if (end) {
        if (output->shown_at != 0)
            fputs("\r\033[K", stderr);
        output->shown_at = 0;
        return;
    }
    output->shown_at = now;
    fputc('\r', stderr);
    /* Messages go one way or the other. */
    fprintf(stderr,
            output->written > 0
                ? n_("%zu alert: %zu written to files, not mailed, %zu held back, %zu otherwise",
                     "%zu alerts: %zu written to files, not mailed, %zu held back, %zu otherwise",
                     output->alerts)
                : n_("%zu alert: %zu sent, %zu held back, %zu otherwise",
                     "%zu alerts: %zu sent, %zu held back, %zu otherwise", output->alerts),
            output->alerts, output->sent + output->written, output->held, output->other);
    fputs("\033[K", stderr);
}
