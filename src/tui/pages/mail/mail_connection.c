/* Connection: tries the mail server as the mail program would use it, and shows the dialogue. */
#include "base/memory.h"
#include "base/send_text.h"
#include "tui/app/stack.h"
#include "tui/pages/mail/mail_child.h"
#include "tui/pages/pages.h"
#include "tui/widgets/lines.h"

#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

typedef struct ConnectionPage {
    Page page;
    MailChild *child; /* NULL: it has ended */
    Lines *lines;
    Bindings scrolling;
    bool told, dirty;
} ConnectionPage;

static void add(ConnectionPage *page, Style style, char *text)
{
    lines_add(page->lines, style, 0, text);
    lines_to_end(page->lines);
    page->dirty = true;
    free(text);
}

static void take_line(const MailLine *line, void *data)
{
    ConnectionPage *page = data;
    const Form *form = page->page.form;
    if (mail_line_has(line, "dialogue")) {
        bool server = strcmp(mail_line_text(line, "dialogue"), "server") == 0;
        add(page, STYLE_NORMAL,
            words(form, server ? "server" : "client", mail_line_text(line, "line")));
    } else if (mail_line_has(line, "works")) {
        bool works = mail_line_true(line, "works");
        char *text = send_text_translate(mail_line_text(line, "text"));
        page->told = true;
        add(page, STYLE_NORMAL, memory_text(""));
        add(page, works ? STYLE_GOOD : STYLE_PROBLEM, words(form, works ? "works" : "fails", text));
        free(text);
        if (*mail_line_text(line, "not_reached"))
            add(page, STYLE_PROBLEM,
                words(form, "not_reached", mail_line_text(line, "not_reached")));
    } else if (mail_line_has(line, "problem")) {
        add(page, STYLE_PROBLEM, memory_text(mail_line_text(line, "problem")));
    }
}

static void start(ConnectionPage *page)
{
    static const char *const arguments[] = {"check-connection", "--json", NULL};
    Error error;
    mail_child_free(page->child);
    lines_clear(page->lines);
    page->told = false;
    page->dirty = true;
    page->child = mail_child_start(page->page.session->site->path, arguments, NULL, 0, &error);
    if (!page->child) {
        char *reason = error_message(&error);
        add(page, STYLE_PROBLEM, words(page->page.form, "fails", reason));
        free(reason);
    }
}

static void end(ConnectionPage *page)
{
    static const int good[] = {EX_UNAVAILABLE, 0};
    char *problem = mail_child_problem(page->child, page->told ? good : &good[1]);
    if (problem)
        add(page, STYLE_PROBLEM, words(page->page.form, "fails", problem));
    free(problem);
    mail_child_free(page->child);
    page->child = NULL;
}

/* Help above it does not hold up what is tried. */
static int background(Page *page)
{
    ConnectionPage *own = (ConnectionPage *)page;
    int wait;
    if (!own->child)
        return -1;
    if (mail_child_read(own->child, take_line, own, &wait))
        return wait;
    end(own);
    return 0;
}

static int tick(Page *page)
{
    ConnectionPage *own = (ConnectionPage *)page;
    int wait = background(page);
    return own->dirty ? 0 : wait;
}

static size_t watch(Page *page, struct pollfd *fds, size_t room)
{
    const ConnectionPage *own = (const ConnectionPage *)page;
    return own->child ? mail_child_watch(own->child, fds, room) : 0;
}

static void draw(Page *page, Area area, bool all)
{
    ConnectionPage *own = (ConnectionPage *)page;
    lines_draw(own->lines, area, all || own->dirty);
    own->dirty = false;
}

static void focus(Page *page, BindingChain *chain)
{
    binding_chain_add(chain, &page->bindings);
    binding_chain_add(chain, &((ConnectionPage *)page)->scrolling);
}

static const char *mark(const Page *page)
{
    return ((const ConnectionPage *)page)->child ? form_text(page->form, "trying") : NULL;
}

static void command_again(void *data)
{
    start(data);
}

static void close_page(Page *page)
{
    ConnectionPage *own = (ConnectionPage *)page;
    mail_child_free(own->child);
    lines_free(own->lines);
    bindings_clear(&own->scrolling);
    page_clear(page);
    free(own);
}

static const BindingCommand commands[] = {{"again", command_again, 0}, {NULL, NULL, 0}};

static const PageClass connection_class = {
    .form = "mail-connection",
    .commands = commands,
    .draw = draw,
    .focus = focus,
    .tick = tick,
    .watch = watch,
    .background = background,
    .background_watch = watch,
    .mark = mark,
    .close = close_page,
};

Page *mail_connection_new(Session *session)
{
    ConnectionPage *page = memory_new(sizeof *page);
    page_init(&page->page, &connection_class, session);
    page->lines = lines_new();
    page_bind(&page->scrolling, form_get("help"), lines_commands, page->lines, session, NULL);
    start(page);
    return &page->page;
}
