/* output.h: what the commands of the mail program print beside what all commands do
 * (command/output.h): what becomes of alerts, and the dialogue with the server. */
#ifndef MAIL_OUTPUT_H
#define MAIL_OUTPUT_H

#include "command/output.h"
#include "mail/deliver.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct Output {
    bool json;     /* one object a line */
    bool dialogue; /* the dialogue with the mail server, too */
    bool progress; /* a line of counts on standard error, where that is a terminal */
    size_t alerts, sent, written, held, other;
    int64_t shown_at; /* when the progress was last shown, milliseconds */
} Output;

/* Prints an event, at once (a DeliverOptions.event; `data` is an Output):
 *   sent     a@contoso.com  High "RDP brute force", Contoso Production: 250 2.0.0 Ok
 * or
 * {"recipient","outcome","rule","reason","code","text","message_id","alert","type","subscription"},
 * with null for what there is not; of EVENT_UNHEARD also "why", unheard_why_name(); and, of a hold
 * that rests on an earlier message, "held_by" with the "message_id" and "state" of that. */
void output_event(const Event *event, void *data);

/* Prints a line of the dialogue (a TransportLine; `data` is an Output): "S: 220 ..." or "C: EHLO
 * ...", or
 * {"dialogue":"server","line"}. Nothing without its `dialogue`. */
void output_dialogue(bool from_server, const char *line, void *data);

/* Prints an object on one line, at once, and frees it: see output_json_line(). */
void output_json_now(json_t *json);

/* A JSON string of `text`; null of NULL or "". */
json_t *output_string(const char *text);

/* Prints "seccontacts: TEXT" on standard error, made visible; with output->json, {"problem": TEXT}
 * on standard output too. */
void output_problem(Output *output, const char *text);

/* Likewise, a warning (a StoreWarn; `output` is an Output). */
void output_warning(const char *text, void *output);

/* Of how many High alerts nobody was told, as the error that ends the command, ERROR_UNHEARD; with
 * output->json, {"unheard": COUNT} on standard output, too. */
void output_unheard(Output *output, size_t count, Error *error);

/* Shows the counts, now and then; at the end, takes them off the screen. */
void output_counts(Output *output, bool end);

#endif
