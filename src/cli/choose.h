/* choose.h: the subscriptions that the operands of a command mean, when they may be many. */
#ifndef CLI_CHOOSE_H
#define CLI_CHOOSE_H

#include "base/error.h"
#include "core/subscription.h"

#include <stdbool.h>

/* True for a pattern such as "Contoso *", which stands for all names that fit (fnmatch(3), without
 * case). A name that reads the same comes first. */
bool choose_is_pattern(const char *text);

/* The subscriptions of `list` that the operands mean, each once, in the order of the operands: an
 * id, a name, the start of an id, or a pattern. No operand: all of them. NULL and the error where
 * one means none, or is no pattern and means several. The caller frees the array. */
const Subscription **choose_subscriptions(const SubscriptionList *list, char **operands,
                                          size_t operand_count, size_t *count, Error *error);

#endif
