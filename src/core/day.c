#include "core/day.h"

#include "base/memory.h"

#include <fcntl.h>
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SECONDS_A_DAY = 86400 };

struct DayZone {
    char *name;
    GTimeZone *rules; /* NULL for UTC, which needs no library */
};

static int64_t floor_divide(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

static bool name_is_sound(const char *name)
{
    return name[0] != '\0' && name[0] != '/' && strstr(name, "..") == NULL &&
           strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/") ==
               strlen(name);
}

/* GLib takes much for a zone that is no name of the database ("+01", "CET-1CEST"): look before. */
static bool database_has(const char *name)
{
    const char *folder = getenv("TZDIR");
    char *path = memory_format(
        "%s/%s", folder != NULL && folder[0] != '\0' ? folder : "/usr/share/zoneinfo", name);
    char magic[4] = {0};
    bool has = false;
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file >= 0) {
        has = read(file, magic, sizeof magic) == sizeof magic && memcmp(magic, "TZif", 4) == 0;
        close(file);
    }
    free(path);
    return has;
}

DayZone *day_zone_new(const char *name, Error *error)
{
    bool utc = strcmp(name, "UTC") == 0;
    GTimeZone *rules = NULL;
    if (!utc && name_is_sound(name) && database_has(name)) {
        char *path =
            memory_format(":%s", name); /* POSIX: of the database, and no rule ("EST5EDT") */
        rules = g_time_zone_new_identifier(path);
        free(path);
    }
    if (!utc && !rules) {
        error_set(error, ERROR_CONFIG,
                  "there is no time zone \"%s\": a name like \"UTC\" or \"Europe/Berlin\" is "
                  "expected, one of the system's tz database (package tzdata)",
                  name);
        return NULL;
    }
    DayZone *zone = memory_new(sizeof *zone);
    zone->name = memory_text(name);
    zone->rules = rules;
    return zone;
}

void day_zone_free(DayZone *zone)
{
    if (zone == NULL)
        return;
    free(zone->name);
    if (zone->rules)
        g_time_zone_unref(zone->rules);
    free(zone);
}

const char *day_zone_name(const DayZone *zone)
{
    return zone->name;
}

static long offset_of(const DayZone *zone, int64_t time, bool *is_dst)
{
    int interval =
        zone->rules ? g_time_zone_find_interval(zone->rules, G_TIME_TYPE_UNIVERSAL, time) : -1;
    *is_dst = interval >= 0 && g_time_zone_is_dst(zone->rules, interval);
    return interval >= 0 ? g_time_zone_get_offset(zone->rules, interval) : 0;
}

Day day_of(const DayZone *zone, int64_t time)
{
    bool is_dst = false;
    return (Day)floor_divide(time + offset_of(zone, time, &is_dst), SECONDS_A_DAY);
}

int64_t day_end(const DayZone *zone, Day day)
{
    enum { WIDEST = 2 * SECONDS_A_DAY }; /* no offset is more than a day */
    int64_t before = (int64_t)day * SECONDS_A_DAY - WIDEST;
    int64_t after = ((int64_t)day + 1) * SECONDS_A_DAY + WIDEST;
    while (after - before > 1) {
        int64_t middle = before + (after - before) / 2;
        if (day_of(zone, middle) > day)
            after = middle;
        else
            before = middle;
    }
    return after;
}

void day_local_time(const DayZone *zone, int64_t time, struct tm *local)
{
    bool is_dst = false;
    long offset = offset_of(zone, time, &is_dst);
    time_t shifted = (time_t)(time + offset);
    memset(local, 0, sizeof *local);
    gmtime_r(&shifted, local);
    local->tm_gmtoff = offset;
    local->tm_isdst = is_dst;
    local->tm_zone = NULL;
}

void day_clock_text(const DayZone *zone, int64_t time, char text[6])
{
    struct tm local;
    day_local_time(zone, time, &local);
    text[0] = (char)('0' + local.tm_hour / 10);
    text[1] = (char)('0' + local.tm_hour % 10);
    text[2] = ':';
    text[3] = (char)('0' + local.tm_min / 10);
    text[4] = (char)('0' + local.tm_min % 10);
    text[5] = '\0';
}

Day day_today(Day clock, Day last)
{
    return clock > last ? clock : last;
}

void day_text(Day day, char text[DAY_TEXT_SIZE])
{
    time_t time = (time_t)day * SECONDS_A_DAY;
    struct tm civil = {0};
    gmtime_r(&time, &civil);
    snprintf(text, DAY_TEXT_SIZE, "%04d-%02d-%02d", civil.tm_year + 1900, civil.tm_mon + 1,
             civil.tm_mday);
}

bool day_parse(const char *text, Day *day)
{
    for (size_t i = 0; i < 10; i++) {
        bool dash = i == 4 || i == 7;
        if (dash ? text[i] != '-' : text[i] < '0' || text[i] > '9')
            return false;
    }
    if (text[10] != '\0')
        return false;
    struct tm civil = {
        .tm_year = (int)strtol(text, NULL, 10) - 1900,
        .tm_mon = (int)strtol(text + 5, NULL, 10) - 1,
        .tm_mday = (int)strtol(text + 8, NULL, 10),
    };
    Day found = (Day)floor_divide(timegm(&civil), SECONDS_A_DAY);
    char back[DAY_TEXT_SIZE];
    day_text(found, back); /* a 31st of a month that has none comes back as another day */
    if (strcmp(back, text) != 0)
        return false;
    *day = found;
    return true;
}
