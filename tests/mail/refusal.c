#include "mail/refusal.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

typedef struct Reply {
    int code;
    const char *text;
} Reply;

Test(refusal, of_our_name_host_sender_or_sign_in_is_about_us)
{
    static const Reply replies[] = {
        {504, "5.5.2 <vm>: Helo command rejected: need fully-qualified hostname"},
        {550, "5.7.1 <vm>: Helo command rejected: Host not found"},
        {450, "4.7.1 <vm>: Helo command rejected: Host not found"},
        {501, "5.5.4 Invalid EHLO name"},
        {504, "5.5.2 <ops@vm>: Sender address rejected: need fully-qualified address"},
        {553, "5.7.1 <ops@contoso.example>: Sender address rejected: not owned by user"},
        {450, "4.1.8 <ops@vm.example>: Sender address rejected: Domain not found"},
        {550, "5.1.7 invalid sender"},
        {550, "Sender verify failed"},
        {554, "5.7.1 <vm[192.0.2.1]>: Client host rejected: Access denied"},
        {450, "4.7.25 Client host rejected: cannot find your hostname, [192.0.2.1]"},
        {554, "5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org"},
        {550, "5.7.1 [192.0.2.1] The IP you're using to send mail is not authorized. SPF"},
        {550, "5.7.23 <a@contoso.example>: Recipient address rejected: SPF fail"},
        {550, "5.7.26 This mail has been blocked because the sender is unauthenticated."},
        {530, "5.7.0 Must issue a STARTTLS command first"},
        {530, "5.7.57 Client not authenticated to send mail"},
        {550, "5.7.1 Authentication required"},
        {421, "4.7.28 Gmail has detected an unusual rate of mail"},
    };
    for (size_t i = 0; i < sizeof replies / sizeof *replies; i++)
        cr_expect(refusal_is_ours(replies[i].code, replies[i].text), "%s", replies[i].text);
}

Test(refusal, all_else_is_about_the_recipient)
{
    static const Reply replies[] = {
        {550, "5.1.1 no such user"},
        {550, "5.1.1 <helo@contoso.example>: Recipient address rejected: User unknown"},
        {550, "No such user <sender address@contoso.example>"},
        {504, "5.5.2 <a@contoso>: Recipient address rejected: need fully-qualified address"},
        {450, "4.2.0 <a@contoso.example>: Recipient address rejected: Greylisted"},
        {450, "4.7.1 <a@contoso.example>: Recipient address rejected: Greylisted, see SPF"},
        {554, "5.7.1 <a@contoso.example>: Relay access denied"},
        {550, "5.4.1 Recipient address rejected: Access denied."},
        {552, "5.2.2 mailbox full"},
        {550, "5.7.1 message content rejected"},
        {421, "4.3.2 shutting down"},
        {550, "helosender unknown"},
        {550, ""},
    };
    for (size_t i = 0; i < sizeof replies / sizeof *replies; i++)
        cr_expect_not(refusal_is_ours(replies[i].code, replies[i].text), "%s", replies[i].text);
}
