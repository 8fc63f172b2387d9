/* The command preview: the message that an alert would become. */
#include "mail/alert_options.h"
#include "mail/commands.h"
#include "mail/mail_context.h"
#include "mail/message/message_internal.h"
#include "mail/message/message_read.h"
#include "mail/preview_internal.h"

#include "base/language.h"
#include "base/memory.h"
#include "base/visible.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

/* Prints `text` in a column that has room for all of `texts`, and for `least` columns. */
static void put_cell(const char *text, size_t least, const char *const *texts)
{
    size_t width = visible_width(text, strlen(text));
    for (; *texts; texts++) {
        size_t one = visible_width(*texts, strlen(*texts));
        least = one > least ? one : least;
    }
    printf("%s%*s ", text, width < least ? (int)(least - width) : 0, "");
}

static void show_row(const char *recipient, const char *now, const char *left, const char *why)
{
    char *visible = visible_text(recipient);
    size_t width = visible_width(visible, strlen(visible));
    enum { COLUMN = 36 };
    printf("%s%*s  ", visible, width < COLUMN ? (int)(COLUMN - width) : 0, "");
    put_cell(now, 5, (const char *const[]){_("NOW"), _("send"), _("held"), NULL});
    put_cell(left, 4, (const char *const[]){_("LEFT TODAY"), NULL});
    puts(why);
    free(visible);
}

/* The message's lines, made visible. */
static void show_message(const char *bytes, size_t length)
{
    const char *end = bytes + length;
    for (const char *line = bytes, *next; line < end; line = next) {
        const char *stop = memchr(line, '\n', (size_t)(end - line));
        next = stop ? stop + 1 : end;
        size_t size = (size_t)(next - line);
        while (size > 0 && (line[size - 1] == '\n' || line[size - 1] == '\r'))
            size--;
        char *visible = visible_text_n(line, size);
        puts(visible);
        free(visible);
    }
}

/* preview_reason() in the language of the person in front. */
static char *shown_reason(const Preview *preview, size_t index)
{
    char *reason = preview_reason(preview, index);
    char *shown = limit_reason_translate(reason);
    free(reason);
    return shown;
}

static void show(const Preview *preview)
{
    char day[DAY_TEXT_SIZE], time_text[128];
    char *name = visible_text(preview->subscription->name);
    char *title = alert_short_title(&preview->alert), *visible_title = visible_text(title);
    message_time(preview->zone, preview->now, time_text, sizeof time_text);
    day_text(preview->facts.today, day);
    printf("%s (%s)\n", name, preview->subscription->id);
    printf(_("\"%s\", %s, at %s; what counts is %s\n\n"), visible_title,
           severity_name(preview->alert.severity), time_text, day);
    if (preview->decision.hold != HOLD_NONE) {
        char *reason = shown_reason(preview, preview->decision.count);
        printf(_("Nobody would get it: %s\n\n"), reason);
        free(reason);
    } else if (preview->decision.sends == 0) {
        fputs(_("Nobody would get it: each recipient is held back\n\n"), stdout);
    }
    if (preview->decision.count > 0)
        show_row(_("RECIPIENT"), _("NOW"), _("LEFT TODAY"), _("WHY NOT"));
    for (size_t i = 0; i < preview->decision.count; i++) {
        const RecipientDecision *decision = &preview->decision.recipients[i];
        char count[16], *reason = shown_reason(preview, i);
        snprintf(count, sizeof count, "%u", decision->left);
        char *left = memory_format(_("%s of 3"), count);
        show_row(address_list_get(preview->contact.emails, i),
                 decision->hold == HOLD_NONE ? _("send") : _("held"), left, reason);
        free(left);
        free(reason);
    }
    if (preview->bytes) {
        printf(_("\nThe message as it would be sent to %s:\n\n"), preview->to);
        /* A person reads the text; what is piped on has every line as it is sent. */
        char *readable =
            isatty(STDOUT_FILENO) ? message_read(preview->bytes, preview->length) : NULL;
        show_message(readable ? readable : preview->bytes,
                     readable ? strlen(readable) : preview->length);
        free(readable);
    }
    free(visible_title);
    free(title);
    free(name);
}

static json_t *hold_json(const Preview *preview, size_t index, LimitHold hold)
{
    char *reason = preview_reason(preview, index);
    json_t *json = json_pack("{s:o, s:o}", "rule", output_string(limit_rule(hold)), "reason",
                             output_string(reason));
    free(reason);
    return json;
}

static json_t *recipient_json(const Preview *preview, size_t index)
{
    const RecipientDecision *decision = &preview->decision.recipients[index];
    json_t *row =
        json_pack("{s:o, s:s, s:i}", "recipient",
                  output_string(address_list_get(preview->contact.emails, index)), "outcome",
                  decision->hold == HOLD_NONE ? "send" : "held", "left", (int)decision->left);
    json_t *hold = hold_json(preview, index, decision->hold);
    json_object_update(row, hold);
    json_decref(hold);
    return row;
}

/* With `lines`, a line a recipient behind the first: no reader needs to hold them all. */
static void show_json(const Preview *preview, bool lines)
{
    char day[DAY_TEXT_SIZE], stamp[32];
    struct tm utc;
    time_t now = (time_t)preview->now;
    strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &utc));
    day_text(preview->facts.today, day);
    json_t *recipients = lines ? json_null() : json_array();
    for (size_t i = 0; i < preview->decision.count && !lines; i++)
        json_array_append_new(recipients, recipient_json(preview, i));
    char *readable = preview->bytes ? message_read(preview->bytes, preview->length) : NULL;
    bool held = preview->decision.hold != HOLD_NONE;
    output_json_now(json_pack(
        "{s:{s:s, s:o}, s:{s:o, s:o, s:s}, s:s, s:s, s:s, s:i, s:o, s:o, s:o, s:o, s:o}",
        "subscription", "id", preview->subscription->id, "name",
        output_string(preview->subscription->name), "alert", "id", output_string(preview->alert.id),
        "type", output_string(alert_title(&preview->alert)), "severity",
        severity_name(preview->alert.severity), "time", stamp, "day", day, "fan_out",
        preview->fan_out == FAN_OUT_EACH ? "each" : "one", "sends", (int)preview->decision.sends,
        "hold",
        held ? hold_json(preview, preview->decision.count, preview->decision.hold) : json_null(),
        "recipients", recipients, "to", output_string(preview->to), "message",
        output_string(preview->bytes), "text", output_string(readable)));
    free(readable);
    for (size_t i = 0; i < preview->decision.count && lines; i++)
        output_json_line(recipient_json(preview, i));
}

static int run(const CommandContext *context, int argc, char **argv, Error *error)
{
    AlertOptions which = {0};
    PreviewOptions wanted = {.which = &which};
    Output output = {0};
    bool raw = false, lines = false;
    int option;
    while ((option = options_next(context, argc, argv, error)) > 0) {
        if (option == MAIL_OPTION_AT)
            wanted.at = optarg;
        else if (option == MAIL_OPTION_CONTACT)
            wanted.contact = optarg;
        else if (option == MAIL_OPTION_JSON)
            output.json = true;
        else if (option == MAIL_OPTION_JSON_LINES)
            output.json = lines = true;
        else if (option == MAIL_OPTION_RAW)
            raw = true;
        else
            alert_options_take(&which, option);
    }
    if (option != OPTIONS_END)
        return options_status(option);
    MailContext mail_context;
    Preview preview = {0};
    if (office_open(&mail_context, context, OFFICE_TO_READ, &output, error) &&
        preview_make(&preview, &mail_context, argv[optind], &wanted, error)) {
        if (raw && preview.bytes)
            fwrite(preview.bytes, 1, preview.length, stdout);
        else if (output.json)
            show_json(&preview, lines);
        else if (!raw)
            show(&preview);
    }
    /* The editor, for which a person sits in front, reads it from what is printed. */
    bool unheard = error->kind == ERROR_NONE && preview.decision.sends == 0 && !context->for_person;
    preview_clear(&preview);
    office_close(&mail_context);
    return unheard ? EX_NOUSER : error_exit_status(error);
}

const Command command_preview = {MAIL_USAGE_PREVIEW, .run = run};
