#include "base/theme.h"

#include <stddef.h>
#include <string.h>

static const char *const names[THEME_COUNT] = {
    [THEME_NEUTRAL] = "neutral",        [THEME_DARK] = "dark", [THEME_LIGHT] = "light",
    [THEME_CONTRAST] = "high-contrast", [THEME_MONO] = "mono", [THEME_PLAIN] = "plain",
};

bool theme_find(const char *name, Theme *theme)
{
    for (size_t i = 0; i < THEME_COUNT; i++) {
        if (strcmp(names[i], name) == 0) {
            *theme = (Theme)i;
            return true;
        }
    }
    return false;
}
