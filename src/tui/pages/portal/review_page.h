/* review_page.h: what the pages have in common that show a review (review.h). */
#ifndef TUI_PAGES_PORTAL_REVIEW_PAGE_H
#define TUI_PAGES_PORTAL_REVIEW_PAGE_H

#include "tui/app/page.h"

/* For tick() of the PageClass: looks on at the contacts, calls `look` where it is time to show what
 * was found, and says how far it is. `*said` remembers that. */
int review_page_tick(Page *page, bool *said, void (*look)(Page *page));

#endif
