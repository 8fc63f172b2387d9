/* alerts.h: security alerts as JSON, read as they come.
 *
 * Taken: one alert, an array of them, a list in `value` (or `records`, or
 * `data`, as `az graph query` prints it), the body of a REST
 * specification's example file (`responses`, `200`, `body`), or one object a line; several of these
 * behind one another. An alert may have the shape of the REST api-versions 2015-06-01-preview to
 * 2022-01-01, of the continuous export (PascalCase), of the Log Analytics table SecurityAlert, of
 * an Activity Log entry of category Security (as the REST API, and as an event hub or a storage
 * account has it, and in Azure Monitor's common alert schema), or of Microsoft Graph's alerts_v2
 * with an Azure resource in its evidence. Names of members are compared without case. An incident
 * of Microsoft Sentinel says of no subscription that it was attacked: it is a finding.
 *
 * What is malformed, or no alert, becomes a finding with its place, and the reading goes on behind
 * it. No alert is lost because of an odd text in it: bytes that are no UTF-8, half surrogates and
 * NUL are replaced by U+FFFD.
 */
#ifndef AZURE_ALERTS_H
#define AZURE_ALERTS_H

#include "base/error.h"
#include "core/alert.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct AlertReader AlertReader; /* opaque: alert_reader_new(), alert_reader_free() */

/* Reads a text that findings call `name`. */
AlertReader *alert_reader_new(const char *name);
void alert_reader_free(AlertReader *reader); /* NULL is nothing to do */

/* Adds bytes that have come, as many as there are, cut anywhere. They are copied. */
void alert_reader_feed(AlertReader *reader, const char *bytes, size_t length);

/* Says that no more will come: what is not complete by now is malformed. */
void alert_reader_end(AlertReader *reader);

typedef enum AlertRead {
    ALERT_READ_ALERT,   /* `*alert` is initialised: the caller clears it */
    ALERT_READ_FINDING, /* `*finding` names the place (file, line), what was found and expected */
    ALERT_READ_MORE, /* nothing more in what has come: feed, or, after alert_reader_end(), done */
} AlertRead;

/* The next alert or finding of what has come. An alert is given out as soon as its last byte is
 * there. `*line`, where not NULL, is the line on which the alert or the finding begins. */
AlertRead alert_reader_next(AlertReader *reader, Alert *alert, Error *finding, int *line);

/* The alert as JSON that is read as the same one, on a line; where that is longer than `most`
 * bytes, without its description and steps. The caller frees it. */
char *alert_to_json(const Alert *alert, size_t most);

#endif
