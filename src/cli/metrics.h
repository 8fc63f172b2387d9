/* metrics.h: what the files of `seccontacts metrics` share: metrics.c reads the site, this prints
 * and writes what was read. */
#ifndef CLI_METRICS_H
#define CLI_METRICS_H

#include "site/delivery/delivery.h"
#include "site/findings/findings.h"

#include <stdio.h>

/* What is to be told. */
typedef struct Metrics {
    const DeliveryStatus *delivery;
    const Findings *findings; /* of all subscriptions, and of the delivery */
    size_t addresses;         /* of all contacts, each mailbox once */
    size_t unproven;          /* of them: no server has accepted a message in DELIVERY_DAYS */
    bool ledger_good;         /* it could be read, and is not too far ahead of the clock */
} Metrics;

/* Prints them in the text format of Prometheus, which is OpenMetrics too (all are gauges). */
void metrics_print(const Metrics *metrics, FILE *out);

/* Writes them into the file `path`, at once: whoever reads it has the old file or the new one,
 * which anyone may read. False and the error where that can't be done; then the old one stays. */
bool metrics_write(const Metrics *metrics, const char *path, Error *error);

#endif
