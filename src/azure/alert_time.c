#include "azure/alert_time.h"

#include "core/day.h"

#include <string.h>

/* The number of exactly two digits at `text`; -1 where there is none, or it is over `largest`. */
static int two_digits(const char *text, int largest)
{
    if (text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9')
        return -1;
    int number = (text[0] - '0') * 10 + text[1] - '0';
    return number <= largest ? number : -1;
}

/* Seconds of "+01:00", "-0530", "Z" or ""; false where it is none of them. */
static bool read_offset(const char *text, int64_t *offset)
{
    *offset = 0;
    if (text[0] == '\0' || strcmp(text, "Z") == 0 || strcmp(text, "z") == 0)
        return true;
    if (text[0] != '+' && text[0] != '-')
        return false;
    int hours = two_digits(text + 1, 14);
    if (hours < 0)
        return false;
    const char *rest = text + 3 + (text[3] == ':');
    int minutes = two_digits(rest, 59);
    if (minutes < 0 || rest[2] != '\0')
        return false;
    *offset = ((int64_t)hours * 60 + minutes) * 60;
    if (text[0] == '-')
        *offset = -*offset;
    return true;
}

bool alert_time_parse(const char *text, int64_t *time)
{
    char date[11] = "";
    Day day;
    int64_t offset;
    if (strlen(text) < 19)
        return false;
    memcpy(date, text, 10);
    if (!day_parse(date, &day) || (text[10] != 'T' && text[10] != 't' && text[10] != ' ') ||
        text[13] != ':' || text[16] != ':')
        return false;
    int hour = two_digits(text + 11, 23), minute = two_digits(text + 14, 59);
    int second = two_digits(text + 17, 60);
    if (hour < 0 || minute < 0 || second < 0)
        return false;
    const char *rest = text + 19;
    if (rest[0] == '.')
        rest += 1 + strspn(rest + 1, "0123456789");
    if (!read_offset(rest, &offset))
        return false;
    *time = (int64_t)day * 86400 + (int64_t)hour * 3600 + (int64_t)minute * 60 + second - offset;
    return true;
}
