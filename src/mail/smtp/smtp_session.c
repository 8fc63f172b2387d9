#include "mail/smtp/smtp_session.h"

#include "base/memory.h"
#include "mail/smtp/smtp_private.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#define NO_HOME "/proc/nonexistent" /* where not even root can make anything */

/* libESMTP asks for the user and the password. */
static int on_auth(auth_client_request_t request, char **result, int fields, void *data)
{
    const SmtpSetup *setup = data;
    for (int i = 0; i < fields; i++) {
        /* It does not write to what it gets. */
        if (request[i].flags & AUTH_USER)
            result[i] = setup->config->user;
        else if (request[i].flags & AUTH_PASS)
            result[i] = (char *)(uintptr_t)setup->password;
        else
            return 0;
    }
    return 1;
}

static bool set_up(Session *session)
{
    const MailConfig *config = session->setup->config;
    char *server = memory_format("%s:%d", config->host, config->port);
    long reply = (long)config->timeout * 1000;
    /* The transfer has no time limit of its own but the deadline, at which the parent kills us: a
     * write that libESMTP gives up loses its bytes, and the message may yet be taken for sent. */
    long whole = ((long)config->deadline + ALARM_GRACE) * 1000;
    bool good =
        smtp_set_server(session->smtp, server) && smtp_set_hostname(session->smtp, config->hello) &&
        smtp_set_eventcb(session->smtp, watch_event, session) &&
        smtp_set_monitorcb(session->smtp, watch_wire, session, 0) &&
        smtp_starttls_enable(session->smtp, config->tls ? Starttls_REQUIRED : Starttls_DISABLED);
    /* Else a message whose only recipient was refused is followed by DATA all the same. */
    smtp_option_require_all_recipients(session->smtp, 1);
    enum { OVERRIDE = Timeout_OVERRIDE_RFC2822_MINIMUM };
    smtp_set_timeout(session->smtp, Timeout_GREETING | OVERRIDE, reply);
    smtp_set_timeout(session->smtp, Timeout_ENVELOPE | OVERRIDE, reply);
    smtp_set_timeout(session->smtp, Timeout_DATA | OVERRIDE, reply);
    smtp_set_timeout(session->smtp, Timeout_TRANSFER | OVERRIDE, whole);
    smtp_set_timeout(session->smtp, Timeout_DATA2 | OVERRIDE, whole);
    free(server);
    return good;
}

/* Sends `job` and those that follow over one session. Returns a job for another session; NULL:
 * none. */
static Job *run_session(const SmtpSetup *setup, Job *job, bool *over)
{
    Session session = {.setup = setup, .socket = -1, .job = job};
    auth_context_t auth = NULL;
    SSL_CTX *tls = NULL;
    Error error = {0};
    session.monitor.need_tls = setup->config->tls;
    session.monitor.need_auth = setup->config->user != NULL;
    session.monitor.check_before = setup->check_before;
    session.monitor.line = setup->show_lines ? job_line : NULL;
    session.monitor.data = &session;
    atomic_store(&setup->shared->stage, (int)STAGE_CONNECT);
    session.smtp = smtp_create_session();
    bool good = session.smtp && set_up(&session);
    if (good && setup->config->tls) {
        tls = smtp_tls_new(setup->config, &session.tls_problem, &error);
        good = tls && smtp_starttls_set_ctx(session.smtp, tls);
    }
    if (good && setup->config->user) {
        auth = auth_create_context();
        good = auth && auth_set_mechanism_flags(auth, AUTH_PLUGIN_PLAIN, 0) &&
               auth_set_interact_cb(auth, on_auth, (void *)(uintptr_t)setup) &&
               smtp_auth_set_context(session.smtp, auth);
    }
    if (good && job_add(&session, job)) {
        smtp_start_session(session.smtp); /* what it returns says nothing */
        watch_conclude(&session);
    } else {
        job_report(&session, OUTCOME_FAILED, true, 0,
                   error.kind != ERROR_NONE ? error.text : "libESMTP can't be set up");
    }
    alarm(0);
    if (session.smtp)
        smtp_destroy_session(session.smtp);
    if (auth)
        auth_destroy_context(auth);
    SSL_CTX_free(tls);
    *over = session.over;
    return session.next;
}

static int compare_fds(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

/* Closes all from 3 on but these. */
static void close_others(int *keep, size_t count)
{
    unsigned from = 3;
    qsort(keep, count, sizeof *keep, compare_fds);
    for (size_t i = 0; i < count; i++) {
        if (keep[i] > (int)from)
            close_range(from, (unsigned)keep[i] - 1, 0);
        if (keep[i] >= (int)from)
            from = (unsigned)keep[i] + 1;
    }
    close_range(from, ~0U, 0);
}

/* Leaves the child with nothing of the parent's but the pipes. */
static void enter_child(const SmtpSetup *setup)
{
    sigset_t all;
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none); /* the password is in memory */
    signal(SIGPIPE, SIG_IGN);
    signal(SIGALRM, SIG_DFL);
    /* Signals restart libESMTP's poll and break its connect. The alarm ends a child whose parent is
     * gone. */
    sigfillset(&all);
    sigdelset(&all, SIGALRM);
    sigprocmask(SIG_SETMASK, &all, NULL);
    close_others((int[]){setup->in, setup->out, setup->allow}, 3);
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (null >= 0) {
        dup2(null, STDIN_FILENO);
        dup2(null, STDOUT_FILENO);
        close(null);
    }
    /* libESMTP looks for settings and certificates there: where nobody can put any. */
    setenv("HOME", NO_HOME, 1);
    setenv("XDG_CONFIG_DIR", NO_HOME, 1);
}

void smtp_session_main(const SmtpSetup *setup)
{
    enter_child(setup);
    bool over = false;
    Job *job = NULL;
    while (job || (!over && (job = job_read(setup->in)))) {
        Session none = {.setup = setup, .job = job};
        job = job_end_expired(&none) ? NULL : run_session(setup, job, &over);
    }
    _exit(0);
}
