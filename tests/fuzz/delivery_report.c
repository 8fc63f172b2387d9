/* Messages that claim to be reports on delivery: what is read of them fits its places, is safe to
 * show, and names a message. */
#include "mail/message/delivery_report.h"
#include "base/visible.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

static bool is_safe(const char *text, size_t size)
{
    return memchr(text, '\0', size) != NULL && visible_is_plain(text, strlen(text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    DeliveryReport report;
    if (!delivery_report_read((const char *)data, size, &report)) {
        must(report.action == DELIVERY_NONE);
        return 0;
    }
    must(report.action > DELIVERY_NONE && report.action <= DELIVERY_FAILED);
    must(report.message_id[0] || report.envelope_id[0]);
    must(report.message_id[0] == '\0' || report.message_id[0] == '<');
    must(report.code == 0 || (report.code >= 200 && report.code < 600));
    must(is_safe(report.message_id, sizeof report.message_id));
    must(is_safe(report.envelope_id, sizeof report.envelope_id));
    must(is_safe(report.recipient, sizeof report.recipient));
    must(is_safe(report.status, sizeof report.status));
    must(is_safe(report.text, sizeof report.text));
    return 0;
}
