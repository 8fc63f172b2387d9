#include "site/journal.h"

#include "base/memory.h"
#include "base/visible.h"

#include <stdlib.h>
#include <syslog.h>

/* Takes `text`, and writes it as one line of this priority. */
static void write_priority(int priority, char *text)
{
    char *line = visible_text(text);
    openlog("seccontacts", LOG_PID, LOG_AUTHPRIV);
    syslog(LOG_AUTHPRIV | priority, "%s", line);
    closelog();
    free(line);
    free(text);
}

static void write_line(char *text)
{
    write_priority(LOG_NOTICE, text);
}

static const char *text_of(const char *text)
{
    return text ? text : "";
}

void journal_save(const char *file, int64_t version, const char *what, const HistoryWho *who)
{
    const char *login = text_of(who->login), *claimed = text_of(who->claimed);
    const char *address = text_of(who->address);
    write_line(memory_format("saved %s, version %lld, by %s (uid %lld)%s%s%s%s%s%s, with %s%s%s",
                             file, (long long)version, text_of(who->user), (long long)who->uid,
                             *login ? ", login " : "", login, *claimed ? ", claims to be for " : "",
                             claimed, *address ? ", from " : "", address, text_of(who->via),
                             what ? ": " : "", text_of(what)));
}

void journal_send(const Alert *alert, const Reservation *reservation, SendState state)
{
    write_line(memory_format("alert for subscription %s, record %lld, message %s: %s",
                             alert->subscription, (long long)reservation->id,
                             reservation->message_id, send_state_name(state)));
}

void journal_unheard(size_t count, const Alert *last, UnheardWhy why)
{
    char *title = alert_short_title(last);
    char *text = count == 1
                     ? memory_format("nobody was told of the High alert \"%s\" for subscription %s "
                                     "(%s): seccontacts sent --unheard lists it",
                                     title, last->subscription, unheard_why_name(why))
                     : memory_format("nobody was told of %zu High alerts, the last \"%s\" for "
                                     "subscription %s (%s): seccontacts sent --unheard lists them",
                                     count, title, last->subscription, unheard_why_name(why));
    write_priority(LOG_ALERT, text);
    free(title);
}

void journal_head(const char *chain, const ChainHead *head)
{
    write_line(memory_format("head of the %s's chain: event %lld, %s", chain,
                             (long long)head->event, head->hash));
}

void journal_reset(const char *day, const char *who, const char *reason, const ChainHead *head)
{
    write_line(memory_format("the ledger's day was set to %s by %s: %s", day, who, reason));
    journal_head("ledger", head);
}
