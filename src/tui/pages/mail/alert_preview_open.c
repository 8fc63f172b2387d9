/* Test alert: the settings of the form below, where they are not what is on disk, as the mail
 * program takes them. */
#include "base/memory.h"
#include "tui/app/stack.h"
#include "tui/pages/mail/alert_preview_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Whoever prints it touches nothing else. */
typedef struct Printing {
    Contact loaded, contact;
    bool touched, wrong; /* the form may not be what was loaded; it can't be saved */
    bool unsaved;
    char *text;
    size_t length;
} Printing;

/* Of what JSON escapes, an address has these alone. */
static void print_address(FILE *out, const char *address)
{
    for (size_t plain = strcspn(address, "\"\\"); address[plain];
         plain = strcspn(address, "\"\\")) {
        fwrite(address, 1, plain, out);
        fputc('\\', out);
        fputc(address[plain], out);
        address += plain + 1;
    }
    fputs(address, out);
}

static void print(void *data, Progress *progress)
{
    Printing *printing = data;
    const AddressList *emails = printing->contact.emails;
    (void)progress;
    if (printing->touched)
        printing->unsaved =
            printing->wrong || !contact_equal(&printing->loaded, &printing->contact);
    FILE *out = printing->unsaved ? open_memstream(&printing->text, &printing->length) : NULL;
    if (!out)
        return;
    fprintf(out, "{\"alerts\":%s,\"emails\":[", printing->contact.alerts ? "true" : "false");
    for (size_t i = 0; i < address_list_count(emails); i++) {
        fputs(i > 0 ? ",\"" : "\"", out);
        print_address(out, address_list_get(emails, i));
        fputc('"', out);
    }
    fputs("]}", out);
    fclose(out);
}

static void free_printing(void *data)
{
    Printing *printing = data;
    contact_clear(&printing->loaded);
    contact_clear(&printing->contact);
    free(printing->text);
    free(printing);
}

static void printed(EmailPage *email, void *data, bool complete)
{
    Printing *printing = data;
    Stack *stack = email->form.page.session->stack;
    if (complete) {
        Page *page = alert_preview_new(email, printing->unsaved, printing->text, printing->length);
        stack_push(stack, page);
        type_ahead_for(stack, page);
        printing->text = NULL;
    }
    free_printing(printing);
}

void alert_preview_open(EmailPage *email)
{
    Printing *printing = memory_new(sizeof *printing);
    contact_copy(&printing->loaded, &email->loaded);
    email_contact(email, &printing->contact);
    printing->touched = email_is_touched(email);
    printing->wrong = email_problems(email) > 0;
    const EmailJob job = {print, printed, free_printing,
                          printing->touched ? email_bytes(email) : 0};
    email_work_start(email, EMAIL_MAKING, &job, printing);
}
