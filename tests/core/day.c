#include "core/day.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static DayZone *zone(const char *name)
{
    Error error = {0};
    DayZone *made = day_zone_new(name, &error);
    cr_assert(made != NULL, "%s: %s", name, error.text);
    return made;
}

/* Asserts the day and the clock of an instant. */
static void shows(const char *name, int64_t time, const char *day, const char *clock)
{
    DayZone *there = zone(name);
    char text[DAY_TEXT_SIZE], wall[6];
    day_text(day_of(there, time), text);
    day_clock_text(there, time, wall);
    cr_expect_str_eq(text, day, "%s at %lld: %s", name, (long long)time, text);
    cr_expect_str_eq(wall, clock, "%s at %lld: %s", name, (long long)time, wall);
    day_zone_free(there);
}

Test(day, utc_begins_at_midnight_utc)
{
    shows("UTC", 0, "1970-01-01", "00:00");
    shows("UTC", -1, "1969-12-31", "23:59");
    shows("UTC", 1795391999, "2026-11-22", "23:59");
    shows("UTC", 1795392000, "2026-11-23", "00:00");
}

Test(day, zones_have_days_of_their_own)
{
    shows("Europe/Berlin", 1795388399, "2026-11-22", "23:59");
    shows("Europe/Berlin", 1795388400, "2026-11-23", "00:00");
    shows("Pacific/Kiritimati", 1795341600, "2026-11-23", "00:00"); /* UTC+14 */
    shows("America/Los_Angeles", 1795420799, "2026-11-22", "23:59");
    shows("America/Los_Angeles", 1795420800, "2026-11-23", "00:00");
    shows("Asia/Kathmandu", 1795392000, "2026-11-23", "05:45");
}

Test(day, summer_time_shortens_and_lengthens_days)
{
    /* Berlin 2026: +1 until 29 March 01:00 UTC, +2 until 25 October 01:00 UTC. */
    shows("Europe/Berlin", 1774738799, "2026-03-28", "23:59");
    shows("Europe/Berlin", 1774738800, "2026-03-29", "00:00");
    shows("Europe/Berlin", 1774745999, "2026-03-29", "01:59");
    shows("Europe/Berlin", 1774746000, "2026-03-29", "03:00");
    shows("Europe/Berlin", 1774738800 + 23 * 3600 - 1, "2026-03-29", "23:59");
    shows("Europe/Berlin", 1774738800 + 23 * 3600, "2026-03-30", "00:00");
    shows("Europe/Berlin", 1792879200, "2026-10-25", "00:00");
    shows("Europe/Berlin", 1792879200 + 25 * 3600 - 1, "2026-10-25", "23:59");
    shows("Europe/Berlin", 1792879200 + 25 * 3600, "2026-10-26", "00:00");
}

Test(day, a_day_that_a_zone_skipped)
{
    /* Samoa went from 29 December 2011 straight to the 31st. */
    shows("Pacific/Apia", 1325239199, "2011-12-29", "23:59");
    shows("Pacific/Apia", 1325239200, "2011-12-31", "00:00");
}

static void ends(const char *zone, Day day, int64_t end)
{
    Error error;
    DayZone *there = day_zone_new(zone, &error);
    cr_expect_eq(day_end(there, day), end, "%s: day %d ends at %lld", zone, day,
                 (long long)day_end(there, day));
    day_zone_free(there);
}

Test(day, the_end_of_a_day)
{
    ends("UTC", 0, 86400);
    ends("UTC", -1, 0);
    ends("UTC", 20780, 1795478400);
    ends("America/Los_Angeles", 20780, 1795507200);
    ends("Pacific/Kiritimati", 20780, 1795428000);
    ends("Europe/Berlin", 20541, 1774738800 + 23 * 3600); /* 29 March 2026 */
    ends("Europe/Berlin", 20751, 1792879200 + 25 * 3600); /* 25 October 2026 */
    ends("Pacific/Apia", 15337, 1325239200);              /* 29 December 2011 */
    ends("Pacific/Apia", 15338, 1325239200);              /* which was none there */
}

Test(day, local_time_has_its_offset)
{
    DayZone *berlin = zone("Europe/Berlin");
    struct tm local;
    day_local_time(berlin, 1774746000, &local);
    cr_expect_eq(local.tm_gmtoff, 7200);
    cr_expect_eq(local.tm_isdst, 1);
    cr_expect_eq(local.tm_hour, 3);
    cr_expect_eq(local.tm_wday, 0);
    day_local_time(berlin, 1774745999, &local);
    cr_expect_eq(local.tm_gmtoff, 3600);
    cr_expect_eq(local.tm_isdst, 0);
    day_zone_free(berlin);
}

Test(day, the_process_keeps_its_own_zone)
{
    setenv("TZ", "America/New_York", 1);
    tzset();
    time_t instant = 1795392000;
    DayZone *tokyo = zone("Asia/Tokyo");
    cr_expect_eq(day_of(tokyo, instant), 20780);
    struct tm local;
    localtime_r(&instant, &local);
    cr_expect_eq(local.tm_hour, 19);
    cr_expect_str_eq(getenv("TZ"), "America/New_York");
    unsetenv("TZ");
    day_of(tokyo, instant + 3600);
    cr_expect_null(getenv("TZ"));
    day_zone_free(tokyo);
}

/* Asserts that the zone has the offsets that libc has, from 1950 to the year `end`, every 10 days
 * and some. */
static void agrees_with_libc(const char *name, int end)
{
    int64_t last = timegm(&(struct tm){.tm_year = end - 1900, .tm_mday = 1});
    DayZone *there = zone(name);
    char *tz = NULL;
    cr_assert(asprintf(&tz, ":%s", name) > 0);
    setenv("TZ", tz, 1);
    tzset();
    for (int64_t instant = -631152000; instant < last; instant += 864000 + 1234) {
        struct tm expected, found;
        cr_assert(localtime_r(&(time_t){(time_t)instant}, &expected) != NULL);
        day_local_time(there, instant, &found);
        cr_expect_eq(found.tm_gmtoff, expected.tm_gmtoff, "%s at %lld: %ld, not %ld", name,
                     (long long)instant, found.tm_gmtoff, expected.tm_gmtoff);
        cr_expect_eq(found.tm_isdst, expected.tm_isdst, "%s at %lld", name, (long long)instant);
    }
    free(tz);
    day_zone_free(there);
}

Test(day, zones_are_those_of_libc)
{
    static const char *const names[] = {
        "Europe/Berlin",    "Europe/London",    "America/New_York",   "America/Los_Angeles",
        "America/St_Johns", "Asia/Kolkata",     "Asia/Kathmandu",     "Australia/Lord_Howe",
        "Pacific/Apia",     "Africa/Cairo",     "Africa/Casablanca",  "America/Sao_Paulo",
        "Asia/Tehran",      "Asia/Jerusalem",   "Pacific/Kiritimati", "Antarctica/Troll",
        "America/Santiago", "Pacific/Auckland", "Etc/GMT+12",         "Etc/UTC"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        agrees_with_libc(names[i], 2100);
    if (access("/usr/share/zoneinfo/EST5EDT", R_OK) == 0) /* Debian 13: in tzdata-legacy */
        agrees_with_libc("EST5EDT", 2100);
    agrees_with_libc("Europe/Dublin", 2037); /* see day.h */
}

static void *asks(void *data)
{
    DayZone *const *zones = data;
    intptr_t wrong = 0;
    for (int i = 0; i < 20000; i++)
        wrong += day_of(zones[i % 2], 1795392000) != 20780 - (i % 2);
    return (void *)wrong; // NOLINT(performance-no-int-to-ptr): a thread's result
}

Test(day, threads_ask_at_once_without_touching_the_environment)
{
    DayZone *zones[] = {zone("Asia/Tokyo"), zone("America/New_York")};
    pthread_t threads[4];
    for (size_t i = 0; i < 4; i++)
        cr_assert(pthread_create(&threads[i], NULL, asks, zones) == 0);
    for (size_t i = 0; i < 4; i++) {
        void *wrong = NULL;
        cr_assert(pthread_join(threads[i], &wrong) == 0);
        cr_expect_null(wrong);
    }
    day_zone_free(zones[0]);
    day_zone_free(zones[1]);
}

Test(day, a_zone_that_is_none_is_refused)
{
    static const char *const names[] = {"Europe/Berlln",  "",        "../../etc/passwd",
                                        "/etc/localtime", "Europe",  "CET-1CEST",
                                        ":Europe/Berlin", "zone.tab"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        Error error = {0};
        cr_expect_null(day_zone_new(names[i], &error), "%s", names[i]);
        cr_expect_eq(error.kind, ERROR_CONFIG);
    }
    Error error = {0};
    day_zone_new("Europe/Berlln", &error);
    cr_expect_str_eq(error.text, "there is no time zone \"Europe/Berlln\": a name like \"UTC\" or "
                                 "\"Europe/Berlin\" is expected, one of the system's tz database "
                                 "(package tzdata)");
}

Test(day, text_and_back)
{
    Day day = 0;
    char text[DAY_TEXT_SIZE];
    cr_expect(day_parse("2026-11-23", &day));
    cr_expect_eq(day, 20780);
    for (Day d = -1000; d < 60000; d += 7) {
        Day back = 0;
        day_text(d, text);
        cr_expect(day_parse(text, &back));
        cr_expect_eq(back, d);
    }
    cr_expect(day_parse("2028-02-29", &day));
    static const char *const wrong[] = {"",           "2026-11-2",  "2026-11-233", "2026-02-29",
                                        "2026-13-01", "2026-00-10", "2026/11/23",  "today",
                                        "2026-11-31", " 2026-11-2", "-026-11-23"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        cr_expect_not(day_parse(wrong[i], &day), "%s", wrong[i]);
}

Test(day, a_clock_set_back_reopens_no_day)
{
    cr_expect_eq(day_today(20780, DAY_NONE), 20780);
    cr_expect_eq(day_today(20780, 20779), 20780);
    cr_expect_eq(day_today(20779, 20780), 20780);
}
