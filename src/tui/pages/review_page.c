#include "tui/pages/review_page.h"

#include "core/memory.h"

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
    if (review_is_done(review))
        return -1;
    bool tell, more = review_scan(review, &tell);
    if (!tell)
        return 0;
    look(page);
    if (more)
        page_say(page, STYLE_HINT, progress(page->session, review));
    else if (review_phones_unchecked(review))
        page_say(page, STYLE_NORMAL,
                 memory_text(form_text(form_get("findings"), "phones_unchecked")));
    else if (*said)
        page_say(page, STYLE_NORMAL, NULL);
    *said = more;
    return 0;
}
