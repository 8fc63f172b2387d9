/* alert_shape.h: one JSON object of the outside world, as an alert. alerts.h lists the shapes. */
#ifndef AZURE_ALERT_SHAPE_H
#define AZURE_ALERT_SHAPE_H

#include "core/alert.h"

#include <jansson.h>
#include <stdbool.h>

/* Fills `alert` (not initialised before; the caller clears it, after success only). False where
 * `object` is no alert or lacks what an alert must have: `*why` says so, and the caller frees it.
 *
 * The alert's id is the resource's name, else systemAlertId, else that of the resource id; an alert
 * that has none gets one made of its content, so that the same one is known again. Its subscription
 * is that of the resource id, else of the attacked resource, else subscriptionId; the one of the
 * Log Analytics workspace comes last, for it may be another's. */
bool alert_from_json(const json_t *object, Alert *alert, char **why);

#endif
