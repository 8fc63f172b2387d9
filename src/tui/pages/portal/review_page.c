#include "tui/pages/portal/review_page.h"

#include "base/memory.h"

#include <stdlib.h>

static char *progress(const Session *session, const Review *review)
{
    char *scanned = words_number(review_scanned(review));
    char *all = words_number(session->subscriptions.count);
    char *text = words(form_get("recommendations"), "counting", scanned, all);
    free(scanned);
    free(all);
    return text;
}

int review_page_tick(Page *page, bool *said, void (*look)(Page *page))
{
    Review *review = session_review(page->session);
    bool tell, more = review_scan(review, &tell), done = review_is_done(review);
    if (tell)
        look(page);
    if (tell && !done)
        page_say(page, STYLE_HINT, progress(page->session, review));
    else if (tell && *said && review_phones_unchecked(review))
        page_say(page, STYLE_NORMAL,
                 memory_text(form_text(form_get("findings"), "phones_unchecked")));
    else if (tell && *said)
        page_say(page, STYLE_NORMAL, NULL);
    if (tell)
        *said = !done;
    return tell ? 0 : more ? SESSION_SCAN_WAIT : -1;
}
