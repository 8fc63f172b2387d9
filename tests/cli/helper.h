/* helper.h: the real program on a site of its own. */
#ifndef CLI_HELPER_H
#define CLI_HELPER_H

#include "support/program.h"
#include "support/temporary.h"

#define ONE   "20ff7fc3-e762-44dd-bd96-b71116dcdc23" /* Contoso Production */
#define TWO   "9edc6208-d5b1-4c58-a35b-ec241d032b28" /* CONTOSO-COM-01 */
#define THREE "558a029f-aba1-47ff-b620-1d01350e2dd5" /* Zürich – Geschäftskunden (Test) */
#define FOUR  "0b1f6471-1bf0-4dda-aec3-cb9272f09590" /* 上海生产环境 */
#define FIVE  "bf97eca7-bcbd-41ce-bc31-9c5d684f2073" /* Pay-As-You-Go */

/* A new directory with the site "site" in it, which has the five subscriptions. */
char *helper_site(void);

/* Runs `seccontacts WORDS...` in `directory`, which is its HOME too, with the site "site" and
 * `input` on standard input. The words end with NULL. */
ProgramRun helper_run(const char *directory, const char *input, ...) __attribute__((sentinel));

/* The program must have ended with `status` and have printed just this; NULL: whatever. Clears the
 * run. */
void helper_expect(ProgramRun run, int status, const char *out, const char *err);

#endif
