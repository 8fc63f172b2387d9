/* open.h: the site of a command, and the subscriptions that its operands mean. */
#ifndef CLI_OPEN_H
#define CLI_OPEN_H

#include "command/command.h"
#include "site/site.h"

#include <stdio.h>

/* Opens the site of the command line; `create` as for site_open(). Warnings go to standard error.
 * NULL and the error where it can't be opened. site_close() frees it. */
Site *open_site(const CommandContext *context, bool create, Error *error);

/* Those of `list` that the `operands` mean, each once, in their order; all where there are none: an
 * array for the caller to free. NULL and the error where one means none or several. */
const Subscription **open_chosen(const SubscriptionList *list, char **operands,
                                 size_t operand_count, size_t *count, Error *error);

/* Opens the file `name`, or standard input for "-", so that it can be read twice: what is no
 * regular file is copied to a temporary one. NULL and the error where it can't be read. */
FILE *open_input(const char *name, Error *error);

/* What `name` is called in messages: "standard input" for "-". */
const char *open_input_name(const char *name);

#endif
