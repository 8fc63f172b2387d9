/* demo_files.h: the files of src/site/demo, as src/embed.cmake compiled them in. */
#ifndef SITE_DEMO_FILES_H
#define SITE_DEMO_FILES_H

#include <stddef.h>

typedef struct DemoFile {
    const char *name; /* its path below the site's directory */
    const unsigned char *bytes;
    size_t length;
} DemoFile;

extern const DemoFile demo_files[]; /* name NULL ends it */

#endif
