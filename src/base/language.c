#include "base/language.h"

#include "base/install.h"
#include "base/memory.h"
#include "base/visible.h"

#include <ctype.h>
#include <langinfo.h>
#include <libintl.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define DOMAIN "seccontacts"

static bool is_open, has_catalogue;
static _Thread_local bool is_paused; /* what one thread records says nothing of another's words */

static bool is_translating(void)
{
    return has_catalogue && !is_paused;
}

/* The wording itself is English, so that needs no catalogue, nor does a system without locales. */
static bool is_english(const char *name)
{
    return strncmp(name, "C.", 2) == 0 || strcmp(name, "C") == 0 || strcmp(name, "POSIX") == 0 ||
           (strncmp(name, "en", 2) == 0 && !isalpha((unsigned char)name[2]));
}

/* What the catalogue says of itself; "" where there is none in a language that is wanted. */
static const char *header(void)
{
    return dgettext(DOMAIN, "");
}

/* The locale of the environment for characters (POSIX.1-2017, 8.2). */
static const char *wanted_characters(void)
{
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        if (value && *value)
            return value;
    }
    return "C";
}

/* Characters as the environment says. Where that names a locale which is not installed, or only an
 * encoding, as ssh from macOS does (LC_CTYPE=UTF-8), they are UTF-8, unless it names another
 * encoding. */
static void open_characters(void)
{
    if (setlocale(LC_CTYPE, ""))
        return;
    const char *wanted = wanted_characters(), *dot = strchr(wanted, '.');
    const char *encoding = dot ? dot + 1 : "UTF-8";
    if (strncasecmp(encoding, "UTF-8", 5) == 0 || strncasecmp(encoding, "UTF8", 4) == 0)
        setlocale(LC_CTYPE, "C.UTF-8");
}

void language_open(void)
{
    /* Those that are used, of twelve: each is a file to find and to map. Numbers stay as in C. */
    open_characters();
    setlocale(LC_MESSAGES, "");
    setlocale(LC_TIME, "");
    is_open = true;
    const char *locale = setlocale(LC_MESSAGES, NULL);
    if (!locale || strcmp(locale, "C") == 0)
        return; /* gettext() does not look at LANGUAGE then */
    const char *languages = getenv("LANGUAGE");
    if (is_english(languages && *languages ? languages : locale))
        return;
    char *folder = install_catalogues();
    if (!folder)
        return;
    has_catalogue = bindtextdomain(DOMAIN, folder) && bind_textdomain_codeset(DOMAIN, "UTF-8") &&
                    *header() != '\0';
    free(folder);
}

void language_close(void)
{
    has_catalogue = false;
    if (is_open)
        setlocale(LC_MESSAGES, "C"); /* what strerror() says */
}

bool language_pause(void)
{
    bool before = is_paused;
    is_paused = true;
    return before;
}

void language_resume(bool before)
{
    is_paused = before;
}

const char *language_name(void)
{
    static const char key[] = "Language: ";
    static char name[8];
    const char *found = is_translating() ? strstr(header(), key) : NULL;
    size_t length = found ? strcspn(found += sizeof key - 1, "\n") : 0;
    if (length == 0 || length >= sizeof name)
        return "en";
    memcpy(name, found, length);
    name[length] = '\0';
    return name;
}

const char *language_text(const char *english)
{
    return is_translating() && *english ? dgettext(DOMAIN, english) : english;
}

const char *language_plural(const char *one, const char *many, size_t count)
{
    if (is_translating())
        return dngettext(DOMAIN, one, many, count);
    return count == 1 ? one : many;
}

const char *language_name_of(const char *context, const char *name)
{
    char key[80]; /* with the context in front, as catalogues have it */
    int length = snprintf(key, sizeof key, "%s\004%s", context, name);
    if (!is_translating() || length < 0 || (size_t)length >= sizeof key)
        return name;
    const char *found = dgettext(DOMAIN, key);
    return found == key ? name : found;
}

static bool begins_entry(const char *line)
{
    return line[0] == ' ' && line[1] == ' ' && line[2] != ' ';
}

size_t language_help_part(const char *help)
{
    const char *at = help;
    while (*at) {
        bool blank = *at == '\n';
        at += strcspn(at, "\n");
        at += *at == '\n';
        if (blank || *at == '\n' || begins_entry(at))
            break;
    }
    return (size_t)(at - help);
}

char *language_help(const char *help)
{
    char *whole = NULL;
    size_t size, length;
    FILE *out = open_memstream(&whole, &size);
    for (; out && (length = language_help_part(help)) > 0; help += length) {
        char *part = memory_text_n(help, length);
        fputs(language_text(part), out);
        free(part);
    }
    if (out)
        fclose(out);
    return whole ? whole : memory_text("");
}

/* What parts the thousands; the caller frees it. */
static char *separator(void)
{
    char *parting = NULL;
    locale_t numbers = is_open ? newlocale(LC_NUMERIC_MASK, "", (locale_t)0) : (locale_t)0;
    if (numbers) {
        const char *text = nl_langinfo_l(THOUSEP, numbers);
        if (*text && visible_is_plain(text, strlen(text)))
            parting = memory_text(text);
        freelocale(numbers);
    }
    /* TRANSLATORS: what parts the thousands of a number where the locale has nothing for that. */
    return parting ? parting : memory_text(_(","));
}

char *language_number(size_t number)
{
    static char *parting;
    char *plain = memory_format("%zu", number);
    size_t length = strlen(plain);
    if (length <= 3)
        return plain;
    if (!parting)
        parting = separator();
    size_t width = strlen(parting);
    char *parted = memory_new(length + length / 3 * width + 1);
    for (size_t i = 0, to = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0) {
            stpcpy(parted + to, parting);
            to += width;
        }
        parted[to++] = plain[i];
    }
    free(plain);
    return parted;
}

void language_date(const struct tm *date, bool clock, char *text, size_t size)
{
    const char *format = nl_langinfo(D_FMT);
    size_t length = 0;
    if (strstr(format, "%Y") && !strchr(format, '/')) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral" /* it is of the system's locale */
        length = strftime(text, size, format, date);
#pragma GCC diagnostic pop
    }
    if (length == 0 || !visible_is_plain(text, length))
        length = strftime(text, size, "%Y-%m-%d", date);
    if (clock)
        length += strftime(text + length, size - length, " %H:%M", date);
    text[length < size ? length : size - 1] = '\0';
}
