#include "mail/bounces/resume.h"

#include "azure/alerts.h"
#include "base/language.h"
#include "mail/alert_input.h"
#include "mail/signals.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* A file in memory that has the text. -1 and the error. */
static int open_text(const char *text, Error *error)
{
    size_t length = strlen(text), done = 0;
    int fd = memfd_create("alert", MFD_CLOEXEC);
    while (fd >= 0 && done < length) {
        ssize_t written = write(fd, text + done, length - done);
        if (written > 0) {
            done += (size_t)written;
        } else if (written < 0 && errno != EINTR) {
            error_set_errno(error, ERROR_SYSTEM, errno, "no memory for the text of an alert");
            close(fd);
            return -1;
        }
    }
    if (fd < 0)
        error_set_errno(error, ERROR_SYSTEM, errno, "no memory for the text of an alert");
    else
        lseek(fd, 0, SEEK_SET);
    return fd;
}

/* Keeps the alert of the text, to tell of it. */
static void keep_last(Resumed *resumed, const char *content)
{
    Error ignored; /* this program wrote it: what is no alert is told as one without a name */
    AlertReader *reader = alert_reader_new("");
    Alert alert;
    alert_reader_feed(reader, content, strlen(content));
    alert_reader_end(reader);
    if (alert_reader_next(reader, &alert, &ignored, NULL) == ALERT_READ_ALERT) {
        alert_clear(&resumed->last);
        resumed->last = alert;
    }
    alert_reader_free(reader);
}

/* Delivers one; `*ended`: it need not be tried again. */
static bool resume_one(Resumed *resumed, MailContext *mail_context, const char *content,
                       bool *ended, Error *error)
{
    AlertInput input = {.name = _("an alert whose message bounced"), .one_by_one = true};
    int fd = open_text(content, error);
    bool good = fd >= 0 && alert_input_run(&input, mail_context, fd, error);
    *ended = good && !signals_stopped() && input.again == 0;
    resumed->unheard += *ended ? input.unheard + input.problems : 0;
    resumed->again += input.again;
    if (input.unheard + input.problems + input.again > 0)
        keep_last(resumed, content);
    alert_input_clear(&input);
    if (fd >= 0)
        close(fd);
    return good;
}

bool resume_alerts(Resumed *resumed, MailContext *mail_context, Error *error)
{
    Ledger *ledger = mail_context->site_ledger.ledger;
    int64_t record = 0;
    char *content;
    *resumed = (Resumed){0};
    alert_init(&resumed->last);
    bool good = ledger_waiting(ledger, record, &record, &content, error);
    while (good && record != 0 && !signals_stopped()) {
        bool ended;
        good = resume_one(resumed, mail_context, content, &ended, error) &&
               (!ended || ledger_waiting_end(ledger, record, error));
        free(content);
        content = NULL;
        good = good && ledger_waiting(ledger, record, &record, &content, error);
    }
    free(content);
    return good;
}

void resumed_clear(Resumed *resumed)
{
    alert_clear(&resumed->last);
}
