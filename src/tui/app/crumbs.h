/* crumbs.h: the breadcrumb: which pages lead to this one. */
#ifndef TUI_APP_CRUMBS_H
#define TUI_APP_CRUMBS_H

#include "form/form.h"

#include <stddef.h>

/* Draws `crumbs`, the last one in bold, shortened from the left where the row is too narrow, and
 * `mark` at the right ("": none). `words` has the separator. */
void crumbs_draw(const Form *words, char *const *crumbs, size_t count, const char *mark, int row,
                 int columns);

#endif
