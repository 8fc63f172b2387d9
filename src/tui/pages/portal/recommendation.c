/* One recommendation: what it is about. The list fills while the contacts are read, and loses a
 * subscription once its contact is saved without what was wrong. */
#include "base/fold.h"
#include "base/memory.h"
#include "site/findings/findings_words.h"
#include "tui/app/list.h"
#include "tui/app/stack.h"
#include "tui/pages/pages.h"
#include "tui/pages/portal/review_page.h"

#include <stdlib.h>
#include <string.h>

enum { COLUMN_NAME, COLUMN_FINDING, COLUMN_STATE, COLUMN_ID, COLUMN_KINDS };

typedef struct RecommendationPage {
    ListPage list;
    FindingKind kind;
    bool of_files;             /* or of the site: not of subscriptions */
    int columns[COLUMN_KINDS]; /* what each shows */
    size_t *rows;              /* subscriptions */
    size_t count, capacity;
    size_t looked_at; /* subscriptions from the first on */
    size_t renewed;   /* contacts, when the rows were held against the review */
    char *text;       /* of the cell that was last asked for */
    bool said;        /* how far the reading is */
    bool complete;    /* all that the review has found is in the rows */
} RecommendationPage;

static Review *review_of(const RecommendationPage *page)
{
    return session_review(page->list.page.session);
}

static const Subscription *subscription_at(const RecommendationPage *page, size_t row)
{
    return &page->list.page.session->subscriptions.items[page->rows[row]];
}

static size_t row_count(void *data)
{
    return ((RecommendationPage *)data)->count;
}

static const char *cell(void *data, size_t row, size_t column, Style *style)
{
    RecommendationPage *page = data;
    if (page->of_files) {
        const Finding *finding = review_file(review_of(page), page->kind, row);
        return finding ? finding->text : "";
    }
    const Subscription *subscription = subscription_at(page, row);
    switch (page->columns[column]) {
    case COLUMN_NAME:
        return subscription->name;
    case COLUMN_STATE:
        return subscription->state;
    case COLUMN_FINDING:
        free(page->text);
        page->text = review_text(review_of(page), page->rows[row], page->kind);
        if (page->text)
            return page->text;
        *style = STYLE_HINT;
        return form_text(form_get("subscriptions"), "reading");
    default:
        *style = STYLE_HINT;
        return subscription->id;
    }
}

static bool match(void *data, size_t row, const char *filter)
{
    const RecommendationPage *page = data;
    char *wanted = fold_text(filter), *folded = NULL;
    bool found;
    if (page->of_files) {
        const Finding *finding = review_file(review_of(page), page->kind, row);
        folded = fold_text(finding ? finding->text : "");
        found = strstr(folded, wanted);
    } else {
        found = strstr(session_folded(page->list.page.session, page->rows[row]), wanted) ||
                strstr(subscription_at(page, row)->id, wanted);
    }
    free(folded);
    free(wanted);
    return found;
}

/* Leaves out whom the finding is not about any more. */
static void leave_out(RecommendationPage *page)
{
    size_t kept = 0;
    for (size_t i = 0; !page->of_files && i < page->count; i++) {
        if (review_has(review_of(page), page->rows[i], page->kind))
            page->rows[kept++] = page->rows[i];
    }
    page->count = page->of_files ? page->count : kept;
    page->renewed = review_renewed(review_of(page));
    list_view_reload(page->list.view);
}

/* Takes over what the review has found. */
static void look_on(Page *base)
{
    RecommendationPage *page = (RecommendationPage *)base;
    Review *review = review_of(page);
    size_t before = page->count;
    bool done = review_is_done(review); /* of what follows: its thread goes on meanwhile */
    while (page->of_files && review_file(review, page->kind, page->count))
        page->count++;
    bool ready = page->kind != FINDING_SAME_RECIPIENT || done;
    while (!page->of_files && ready && page->looked_at < review_scanned(review)) {
        size_t index = page->looked_at++;
        if (!review_has(review, index, page->kind))
            continue;
        page->rows =
            memory_reserve(page->rows, &page->capacity, page->count + 1, sizeof *page->rows);
        page->rows[page->count++] = index;
    }
    if (page->count > before)
        list_view_extend(page->list.view);
    if (review_renewed(review) != page->renewed)
        leave_out(page);
    else
        list_view_touch(page->list.view); /* texts that have been read */
    page->complete = done;
}

static int tick(Page *page)
{
    return review_page_tick(page, &((RecommendationPage *)page)->said, look_on);
}

static void shown(Page *page)
{
    leave_out((RecommendationPage *)page);
}

static void reread(Page *page)
{
    RecommendationPage *own = (RecommendationPage *)page;
    own->count = own->looked_at = 0;
    own->complete = false;
    list_view_reload(own->list.view);
}

static void command_open(void *data)
{
    RecommendationPage *page = data;
    Page *base = data;
    size_t row = list_choose(&page->list);
    if (row == LIST_NONE)
        return;
    if (page->of_files)
        page_say(base, STYLE_NORMAL,
                 words(base->form, "mend", review_file(review_of(page), page->kind, row)->mend));
    else if (*finding_field(page->kind))
        email_page_open_at(base->session, subscription_at(page, row), finding_field(page->kind));
    else
        email_page_open(base->session, subscription_at(page, row), true);
}

static bool waits(Page *page, const Binding *binding)
{
    const RecommendationPage *own = (RecommendationPage *)page;
    return list_waits(&own->list, binding, !own->complete);
}

static void draw(Page *page, Area area, bool all)
{
    const RecommendationPage *own = (const RecommendationPage *)page;
    Area rest = page_draw_text(finding_text(own->kind, "_intro"), area, all);
    list_view_draw(own->list.view, rest, all);
}

static char *crumb(const Page *page)
{
    return memory_text(finding_text(((const RecommendationPage *)page)->kind, "_title"));
}

static void close_page(Page *page)
{
    RecommendationPage *own = (RecommendationPage *)page;
    free(own->text);
    free(own->rows);
    list_clear(&own->list);
    free(own);
}

static const BindingCommand commands[] = {{"open", command_open, NEEDS_ROW}, {NULL, NULL, 0}};

static const PageClass recommendation_class = {
    .form = "recommendation",
    .commands = commands,
    .draw = draw,
    .focus = list_focus,
    .waits = waits,
    .key = list_key,
    .click = list_click,
    .paste = list_paste,
    .tick = tick,
    .crumb = crumb,
    .shown = shown,
    .reread = reread,
    .close = close_page,
};

/* Which columns there are: what is wrong only where that is not the same in all rows. */
static size_t choose_columns(RecommendationPage *page, ListColumn columns[COLUMN_KINDS])
{
    const Form *form = form_get(recommendation_class.form);
    const ListColumn name = {form_text(form, "name"), 16, 40, 0, false};
    const ListColumn short_name = {form_text(form, "name"), 16, 28, 0, false};
    const ListColumn finding = {form_text(form, "finding"), 20, 0, page->of_files ? 0 : 1, false};
    const ListColumn state = {form_text(form, "state"), 8, 8, 1, false};
    const ListColumn id = {form_text(form, "id"), 9, 36, 2, false};
    if (page->of_files) {
        columns[0] = finding;
        return 1;
    }
    switch (page->kind) {
    case FINDING_SETTINGS:
    case FINDING_REFUSED:
    case FINDING_SECOND:
    case FINDING_ONE_RECIPIENT:
    case FINDING_SAME_RECIPIENT:
    case FINDING_PHONE:
        columns[0] = short_name;
        columns[1] = finding;
        page->columns[0] = COLUMN_NAME;
        page->columns[1] = COLUMN_FINDING;
        return 2;
    default:
        columns[0] = name;
        columns[1] = state;
        columns[2] = id;
        page->columns[0] = COLUMN_NAME;
        page->columns[1] = COLUMN_STATE;
        page->columns[2] = COLUMN_ID;
        return 3;
    }
}

Page *recommendation_new(Session *session, FindingKind kind)
{
    RecommendationPage *page = memory_new(sizeof *page);
    page->kind = kind;
    page->of_files = finding_is_of_site(kind);
    ListColumn columns[COLUMN_KINDS];
    size_t count = choose_columns(page, columns);
    const ListSource source = {.data = page, .count = row_count, .cell = cell, .match = match};
    list_init(&page->list, &recommendation_class, session, columns, count, &source,
              form_text(form_get(recommendation_class.form), "empty"));
    look_on(&page->list.page);
    return &page->list.page;
}
