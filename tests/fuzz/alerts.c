/* What must hold of any bytes that somebody has us read as alerts. */
#include "azure/alerts.h"
#include "base/memory.h"
#include "base/visible.h"
#include "core/subscription.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

static void check_alert(const Alert *alert)
{
    must(subscription_id_is_valid(alert->subscription));
    must(alert->id[0] != '\0');
    must(alert->type_id[0] != '\0' || alert->name[0] != '\0');
    must(strlen(alert->severity_text) <= 64);
    for (size_t i = 0; i < alert->step_count; i++)
        must(alert->steps[i][0] != '\0');
    char *key = alert_type_key(alert), *title = alert_short_title(alert);
    must(strlen(key) <= 512);
    free(key);
    free(title);
}

/* Reads all, `step` bytes at a time; returns what came, a line each. */
static char *read_all(const char *data, size_t size, size_t step)
{
    AlertReader *reader = alert_reader_new("fuzz.json");
    char *lines = memory_text("");
    size_t at = 0;
    bool ended = false;
    Alert alert;
    Error finding;
    for (;;) {
        int line = 0;
        char *more = NULL;
        AlertRead read = alert_reader_next(reader, &alert, &finding, &line);
        if (read == ALERT_READ_MORE && at < size) {
            size_t part = step < size - at ? step : size - at;
            alert_reader_feed(reader, data + at, part);
            at += part;
            continue;
        }
        if (read == ALERT_READ_MORE && ended)
            break;
        if (read == ALERT_READ_MORE) {
            alert_reader_end(reader);
            ended = true;
            continue;
        }
        must(line >= 1);
        if (read == ALERT_READ_ALERT) {
            check_alert(&alert);
            more = memory_format("%s%d %s %s\n", lines, line, alert.id, alert.name);
            alert_clear(&alert);
        } else {
            must(finding.kind == ERROR_DATA && finding.text[0] != '\0');
            must(visible_is_plain(finding.text, strlen(finding.text)));
            more = memory_format("%s%d %s\n", lines, line, finding.text);
        }
        free(lines);
        lines = more;
    }
    alert_reader_free(reader);
    return lines;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* Byte by byte where that is quick: the reader is asked after each part. */
    char *whole = read_all((const char *)data, size, size > 0 ? size : 1);
    char *parts = read_all((const char *)data, size, size <= 256 ? 1 : 7);
    must(strcmp(whole, parts) == 0);
    free(whole);
    free(parts);
    return 0;
}
