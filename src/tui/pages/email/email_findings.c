/* Email notifications: what was found in the addresses, beside their field. */
#include "base/memory.h"
#include "tui/pages/email/email_internal.h"

#include <stdlib.h>

enum {
    SHOWN = 3,    /* findings that are listed */
    MARKED = 2000 /* findings that are marked in the text */
};

static TextField *emails_field(const EmailPage *page)
{
    return form_view_field(page->form.view, page->emails);
}

/* Whether the item is being typed just now. */
static bool is_being_typed(const EmailPage *page, const AddressItem *item)
{
    if (form_view_focus(page->form.view) != page->emails)
        return false;
    size_t cursor = textfield_cursor(emails_field(page));
    return cursor >= item->start && cursor <= item->start + item->length;
}

static void mark_in_text(EmailPage *page, bool lenient)
{
    const AddressFindings *findings = &page->addresses.findings;
    TextRange *ranges =
        memory_array(findings->count < MARKED ? findings->count : MARKED, sizeof *ranges);
    size_t count = 0;
    for (size_t i = 0; i < findings->count && count < MARKED; i++) {
        const AddressItem *item = &findings->items[i].item;
        if (item->problem != ADDRESS_OK && !(lenient && is_being_typed(page, item)))
            ranges[count++] = (TextRange){item->start, item->start + item->length};
    }
    textfield_set_problems(emails_field(page), ranges, count);
    free(ranges);
    form_view_touch(page->form.view, page->emails);
}

static void set_count_note(EmailPage *page, size_t invalid)
{
    const EmailChecked *checked = &page->addresses;
    char *note = email_counts_words(address_list_count(checked->list), invalid,
                                    checked->findings.duplicates);
    form_view_set_note(page->form.view, page->emails, invalid > 0 ? STYLE_PROBLEM : STYLE_HINT,
                       note);
    free(note);
}

char *email_finding_words(const EmailPage *page, const AddressFinding *finding)
{
    const Text *text = textfield_text(emails_field(page));
    AddressFinding here = *finding;
    AddressItem *item = &here.item;
    char *bytes = memory_new(item->length + 1);
    size_t length = text_read(text, item->start, bytes, item->length);
    item->address -= item->start;
    item->problem_at -= item->start;
    item->start = 0;
    item->length = length;
    char *words_of_it = address_finding_text(&here, bytes, length, page->addresses.list);
    free(bytes);
    return words_of_it;
}

/* Adds the findings that are invalid, or those that are not, as far as there is room. */
static size_t list_findings(const EmailPage *page, bool lenient, bool invalid,
                            FormProblem *problems, size_t count)
{
    const EmailChecked *checked = &page->addresses;
    for (size_t i = 0; i < checked->findings.count && count < SHOWN; i++) {
        const AddressFinding *finding = &checked->findings.items[i];
        if ((finding->item.problem != ADDRESS_OK) != invalid ||
            (lenient && is_being_typed(page, &finding->item)))
            continue;
        problems[count++] = (FormProblem){email_finding_words(page, finding), .notice = !invalid};
    }
    return count;
}

/* Adds what is doubtful, as far as there is room. Not while somebody is typing: a domain that is
 * half there is like many others. */
static size_t list_doubts(const EmailPage *page, FormProblem *problems, size_t count)
{
    const EmailDoubts *doubts = &page->addresses.doubts;
    for (size_t i = 0; i < EMAIL_DOUBTS && doubts->words[i] && count < SHOWN; i++)
        problems[count++] = (FormProblem){memory_text(doubts->words[i]), .notice = true};
    return count;
}

void email_findings_show(EmailPage *page, bool lenient)
{
    EmailChecked *checked = &page->addresses;
    FormProblem problems[SHOWN + 1];
    size_t hidden = 0; /* the one that is being typed */
    checked->open = false;
    for (size_t i = 0; lenient && i < checked->findings.count; i++) {
        const AddressItem *item = &checked->findings.items[i].item;
        bool typed = is_being_typed(page, item);
        hidden += item->problem != ADDRESS_OK && typed;
        checked->open = checked->open || typed;
    }
    size_t invalid = checked->findings.invalid - hidden;
    size_t count = list_findings(page, lenient, true, problems, 0);
    size_t listed = count;
    count = email_bounced_list(page, problems, count, SHOWN);
    bool wait = lenient && checked->doubts.count > 0;
    if (!wait)
        count = list_doubts(page, problems, count);
    checked->open = checked->open || wait;
    count = list_findings(page, lenient, false, problems, count);
    if (invalid > listed) {
        char *number = words_number(invalid - listed);
        problems[count++] =
            (FormProblem){words(page->form.page.form, "more_problems", number), false};
        free(number);
    }
    form_view_set_problems(page->form.view, page->emails, problems, count);
    for (size_t i = 0; i < count; i++)
        free(problems[i].text);
    set_count_note(page, invalid);
    mark_in_text(page, lenient);
    checked->told = true;
}
