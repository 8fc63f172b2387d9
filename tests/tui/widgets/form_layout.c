#include "tui/widgets/form_view_internal.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static const FormViewWords words = {"[x] on", "[ ] off", "< ", " >", "! ", "- ", "[ ", " ]"};

/* A form as Email notifications is. */
static FormView *view_of(void)
{
    FormView *view = form_view_new(&words);
    form_view_add_text(view, "Addresses", "A hint", 5, true);
    form_view_add_text(view, "Phone", "Another hint", 1, false);
    form_view_add_toggle(view, "Send", "", NULL);
    form_view_add_toggle(view, "Send also to owners", "Later", "[ ] off, not yet");
    form_view_add_button(view, "Save", NULL, NULL);
    return view;
}

/* The parts of item `item` that are on the screen, a letter each. */
static char *seen(const FormView *view, size_t item)
{
    static const char letters[] = {'L', 'F', 'N', 'P', 'H', 'T', 'B', 'G'};
    char *text = calloc(1, (size_t)view->area.rows + 1);
    size_t length = 0;
    for (size_t i = view->top; i < view->top + (size_t)view->area.rows; i++) {
        if (i < view->row_count && view->rows[i].item == item)
            text[length++] = letters[view->rows[i].part];
    }
    return text;
}

static void expect(FormView *view, int rows, size_t item, const char *parts)
{
    form_view_set_focus(view, item);
    form_view_lay_out(view, (Area){0, 0, rows, 40});
    char *found = seen(view, item);
    cr_expect_str_eq(found, parts, "%d rows, item %zu: %s, not %s", rows, item, found, parts);
    free(found);
}

Test(form_layout, a_large_window_has_it_all)
{
    FormView *view = view_of();
    expect(view, 19, 0, "LFFFFFH");
    expect(view, 19, 1, "GLFH");
    expect(view, 19, 2, "GT");
    expect(view, 19, 3, "TH");
    expect(view, 19, 4, "GB");
    form_view_free(view);
}

Test(form_layout, a_small_window_shows_the_focused_field_and_its_label)
{
    FormView *view = view_of();
    expect(view, 2, 0, "LF");
    expect(view, 2, 1, "LF");
    expect(view, 1, 1, "L"); /* below the smallest window there is */
    expect(view, 2, 4, "B");
    expect(view, 6, 0, "LFFFFH");
    form_view_free(view);
}

Test(form_layout, a_problem_is_worth_more_than_the_label_and_the_hint)
{
    FormView *view = view_of();
    const FormProblem problem = {(char[]){"wrong"}, false};
    form_view_set_problems(view, 1, &problem, 1);
    expect(view, 2, 1, "FP");
    expect(view, 3, 1, "LFP");
    form_view_set_problems(view, 1, NULL, 0);
    expect(view, 3, 1, "LFH");
    form_view_free(view);
}

Test(form_layout, a_narrow_window_has_labels_of_toggles_in_a_row_of_their_own)
{
    FormView *view = view_of();
    form_view_set_focus(view, 3);
    form_view_lay_out(view, (Area){0, 0, 9, 20});
    char *found = seen(view, 3);
    cr_expect_str_eq(found, "LTH");
    free(found);
    form_view_free(view);
}

Test(form_layout, a_field_grows_into_free_rows_only)
{
    FormView *view = view_of();
    Text *text = textfield_text(form_view_field(view, 0));
    text_set(text, "a\nb\nc\nd\ne\nf\ng\nh", 15);
    expect(view, 17, 0, "LFFFFFFH"); /* 16 rows without growing */
    expect(view, 30, 0, "LFFFFFFFFH");
    form_view_free(view);
}

Test(form_layout, the_layout_tells_whether_something_moved)
{
    FormView *view = view_of();
    Area area = {0, 0, 19, 40};
    cr_expect(form_view_lay_out(view, area));
    cr_expect_not(form_view_lay_out(view, area));
    const FormProblem problem = {(char[]){"wrong"}, false};
    form_view_set_problems(view, 0, &problem, 1);
    cr_expect(form_view_lay_out(view, area), "a problem has come into the place of the hint");
    form_view_set_note(view, 0, STYLE_HINT, "1 address");
    cr_expect_not(form_view_lay_out(view, area), "a note stands beside the label");
    form_view_free(view);
}
