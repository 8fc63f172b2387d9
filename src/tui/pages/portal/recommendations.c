/* Recommendations: what would make the subscriptions safer, each with how many it is about. */
#include "base/memory.h"
#include "site/findings/findings_scanners.h"
#include "site/findings/findings_words.h"
#include "tui/app/list.h"
#include "tui/app/stack.h"
#include "tui/pages/pages.h"
#include "tui/pages/portal/review_page.h"

#include <stdlib.h>

enum { COLUMN_TITLE, COLUMN_UNHEALTHY, COLUMN_HEALTHY, COLUMN_CIS, COLUMN_COUNT };

/* What is shown only where it was found, and then first: it keeps alerts from their recipients. */
static const FindingKind found_kinds[] = {
    FINDING_OUTBOX,      FINDING_MAIL,    FINDING_UNHEARD, FINDING_NOTIFY, FINDING_SPOOL_WAITS,
    FINDING_SPOOL_ASIDE, FINDING_UNKNOWN, FINDING_REFUSED, FINDING_SECOND, FINDING_STATE,
};

/* What is always shown. The one of the reference page first. */
static const FindingKind kinds[] = {
    FINDING_NO_CONTACT, FINDING_ONE_RECIPIENT, FINDING_SAME_RECIPIENT,
    FINDING_NO_PHONE,   FINDING_PHONE,         FINDING_ALERTS_OFF,
    FINDING_SETTINGS,   FINDING_ORPHAN,        FINDING_STRAY,
};

enum {
    KINDS = sizeof kinds / sizeof *kinds,
    FOUND_KINDS = sizeof found_kinds / sizeof *found_kinds
};

typedef struct RecommendationsPage {
    ListPage list;
    ReviewCounts counts;
    FindingKind rows[FOUND_KINDS + KINDS];
    size_t row_count;
    char *cis;  /* the title of that column */
    char *text; /* of the cell that was last asked for */
    bool said;  /* how far the counting is */
} RecommendationsPage;

static size_t row_count(void *data)
{
    return ((RecommendationsPage *)data)->row_count;
}

/* Chooses the rows by what was counted. Returns whether they are others now. */
static bool choose_rows(RecommendationsPage *page)
{
    size_t before = page->row_count;
    page->row_count = 0;
    for (size_t i = 0; i < FOUND_KINDS; i++)
        if (page->counts.unhealthy[found_kinds[i]] > 0)
            page->rows[page->row_count++] = found_kinds[i];
    for (size_t i = 0; i < KINDS; i++)
        page->rows[page->row_count++] = kinds[i];
    return page->row_count != before;
}

static bool is_done(const RecommendationsPage *page)
{
    return review_is_done(session_review(page->list.page.session));
}

static char *unhealthy_text(const RecommendationsPage *page, size_t count, Style *style)
{
    const Form *form = page->list.page.form;
    char *number = words_number(count);
    char *text = NULL;
    if (!is_done(page))
        text = words(form, "so_far", number);
    else if (count == 0)
        text = memory_text(form_text(form, "none"));
    if (count == 0)
        *style = STYLE_HINT;
    if (!text)
        return number;
    free(number);
    return text;
}

/* The controls that a finding answers, or with `versions` the versions of the benchmark. */
static char *cis_text(const Form *form, FindingKind kind, bool versions)
{
    CisControl controls[CIS_VERSIONS];
    char *text = memory_text("");
    bool answers = finding_cis(kind, controls);
    for (size_t i = 0; i < CIS_VERSIONS && (answers || versions); i++) {
        const char *next = versions ? controls[i].version : controls[i].control;
        char *longer = i > 0 ? words(form, "cis_more", text, next) : memory_text(next);
        free(text);
        text = longer;
    }
    return text;
}

static const char *cell(void *data, size_t row, size_t column, Style *style)
{
    RecommendationsPage *page = data;
    const Form *form = page->list.page.form;
    FindingKind kind = page->rows[row];
    bool of_files = finding_is_of_site(kind);
    if (column == COLUMN_TITLE)
        return finding_text(kind, "_title");
    free(page->text);
    if (column == COLUMN_UNHEALTHY)
        page->text = unhealthy_text(page, page->counts.unhealthy[kind], style);
    else if (column == COLUMN_HEALTHY)
        page->text = of_files ? memory_text("") : words_number(page->counts.healthy[kind]);
    else
        page->text = cis_text(form, kind, false);
    if (column != COLUMN_UNHEALTHY)
        *style = STYLE_HINT;
    return page->text;
}

static void show_counts(Page *page)
{
    RecommendationsPage *own = (RecommendationsPage *)page;
    review_count(session_review(page->session), &own->counts);
    size_t row = list_view_selected(own->list.view);
    FindingKind chosen = row == LIST_NONE ? FINDING_KINDS : own->rows[row];
    if (!choose_rows(own)) {
        list_view_touch(own->list.view);
        return;
    }
    list_view_reload(own->list.view); /* the chosen one stays the chosen one */
    for (size_t i = 0; i < own->row_count; i++)
        if (own->rows[i] == chosen && row > 0)
            list_view_select(own->list.view, i);
}

static int tick(Page *page)
{
    return review_page_tick(page, &((RecommendationsPage *)page)->said, show_counts);
}

static void command_open(void *data)
{
    Session *session = ((Page *)data)->session;
    size_t row = list_choose(data);
    stack_push(session->stack,
               recommendation_new(session, ((RecommendationsPage *)data)->rows[row]));
}

static void close_page(Page *page)
{
    RecommendationsPage *own = (RecommendationsPage *)page;
    free(own->cis);
    free(own->text);
    list_clear(&own->list);
    free(own);
}

static const BindingCommand commands[] = {{"open", command_open, 0}, {NULL, NULL, 0}};

static const PageClass recommendations_class = {
    .form = "recommendations",
    .commands = commands,
    .draw = list_draw,
    .focus = list_focus,
    .key = list_key,
    .click = list_click,
    .tick = tick,
    .shown = show_counts,
    .reread = show_counts,
    .close = close_page,
};

Page *recommendations_new(Session *session)
{
    const Form *form = form_get(recommendations_class.form);
    RecommendationsPage *page = memory_new(sizeof *page);
    char *versions = cis_text(form, FINDING_NO_CONTACT, true);
    page->cis = words(form, "cis", versions);
    free(versions);
    const ListColumn columns[COLUMN_COUNT] = {
        [COLUMN_TITLE] = {form_text(form, "recommendation"), 20, 40, 0, false},
        [COLUMN_UNHEALTHY] = {form_text(form, "unhealthy"), 9, 9, 0, true},
        [COLUMN_HEALTHY] = {form_text(form, "healthy"), 7, 10, 1, true},
        [COLUMN_CIS] = {page->cis, 14, 20, 2, false},
    };
    const ListSource source = {.data = page, .count = row_count, .cell = cell};
    list_init(&page->list, &recommendations_class, session, columns, COLUMN_COUNT, &source, "");
    show_counts(&page->list.page);
    return &page->list.page;
}
