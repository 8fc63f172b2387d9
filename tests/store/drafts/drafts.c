#include "store/drafts/drafts.h"

#include "base/memory.h"
#include "support/environment.h"
#include "support/temporary.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <xxhash.h>

#define ONE   "11111111-2222-3333-4444-555555555555"
#define NOW   1795420800 /* 2026-11-23 08:00:00 UTC */
#define OTHER "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"

static char *state;
static Drafts *drafts;

static void setup(void)
{
    state = temporary_new();
    drafts = drafts_new(state, "/etc/seccontacts");
}

static void teardown(void)
{
    drafts_free(drafts);
    temporary_remove(state);
}

TestSuite(drafts, .init = setup, .fini = teardown);

static Draft draft_of(const char *subscription, const char *emails)
{
    Draft draft = {.time = NOW,
                   .user = memory_text("ops"),
                   .host = memory_text("bastion"),
                   .site = memory_text("/etc/seccontacts"),
                   .subscription = memory_text(subscription),
                   .base = {true, 0x0123456789abcdef, 0xfedcba9876543210}};
    draft_put(&draft, "emails", memory_text(emails), strlen(emails));
    return draft;
}

static void write_draft(DraftSlot *slot, const char *subscription, const char *emails)
{
    Error error = {0};
    Draft draft = draft_of(subscription, emails);
    cr_assert(draft_slot_write(slot, &draft, &error), "%s: %s", error.file, error.text);
    draft_clear(&draft);
}

/* Writes a draft of ONE and leaves it, as an editor that is killed does. */
static void leave(const char *emails)
{
    DraftSlot *slot = draft_slot_new(drafts, ONE);
    write_draft(slot, ONE, emails);
    draft_slot_free(slot);
}

/* The only draft that is found of `subscription`; NULL where there is none. */
static char *the_draft(const char *subscription)
{
    DraftFound *found;
    size_t count = drafts_find(drafts, subscription, NOW, &found);
    cr_assert_leq(count, 1);
    char *name = count == 1 ? memory_text(found[0].name) : NULL;
    drafts_found_free(found, count);
    return name;
}

static char *path_of_the_draft(void)
{
    char *name = the_draft(NULL);
    cr_assert_not_null(name);
    char *path = memory_format("%s/drafts/%s", state, name);
    free(name);
    return path;
}

Test(drafts, there_are_none_without_a_directory)
{
    cr_expect_null(the_draft(NULL));
    Drafts *nowhere = drafts_new(NO_SUCH_PATH "/state", "/etc/seccontacts");
    DraftFound *found;
    cr_expect_eq(drafts_find(nowhere, NULL, NOW, &found), 0);
    drafts_free(nowhere);
}

Test(drafts, what_was_written_is_read_again)
{
    leave("ops@contoso.com, bad@@x");
    char *name = the_draft(ONE);
    cr_assert_not_null(name);
    Error error = {0};
    DraftSlot *slot = draft_slot_open(drafts, name, &error);
    cr_assert_not_null(slot, "%s", error.text);
    Draft draft;
    cr_assert(draft_slot_read(slot, &draft, &error), "%s", error.text);
    cr_expect_eq(draft.time, 1795420800);
    cr_expect_str_eq(draft.user, "ops");
    cr_expect_str_eq(draft.host, "bastion");
    cr_expect_str_eq(draft.site, "/etc/seccontacts");
    cr_expect_str_eq(draft.subscription, ONE);
    cr_expect(draft.base.exists);
    cr_expect_eq(draft.base.high, 0x0123456789abcdef);
    cr_expect_eq(draft.base.low, 0xfedcba9876543210);
    cr_expect_str_eq(draft_get(&draft, "emails")->bytes, "ops@contoso.com, bad@@x");
    cr_expect_null(draft_get(&draft, "phone"));
    draft_clear(&draft);
    draft_slot_free(slot);
    free(name);
}

Test(drafts, only_its_user_may_read_it)
{
    leave("x");
    char *path = path_of_the_draft();
    char *directory = memory_format("%s/drafts", state);
    struct stat status;
    cr_assert_eq(stat(path, &status), 0);
    cr_expect_eq(status.st_mode & 07777, 0600);
    cr_assert_eq(stat(directory, &status), 0);
    cr_expect_eq(status.st_mode & 07777, 0700);
    free(directory);
    free(path);
}

Test(drafts, a_shared_state_has_a_directory_where_nobody_removes_anothers)
{
    cr_assert_eq(chmod(state, 02770), 0);
    leave("x");
    char *directory = memory_format("%s/drafts", state);
    struct stat status;
    cr_assert_eq(stat(directory, &status), 0);
    cr_expect_eq(status.st_mode & 07777, 03770);
    free(directory);
}

Test(drafts, one_that_an_editor_works_on_is_offered_to_nobody)
{
    DraftSlot *slot = draft_slot_new(drafts, ONE);
    cr_expect_not(draft_slot_is_kept(slot));
    write_draft(slot, ONE, "a");
    cr_expect(draft_slot_is_kept(slot));
    cr_expect_null(the_draft(ONE));
    write_draft(slot, ONE, "b");
    cr_expect_null(the_draft(ONE), "nor after the second write");
    draft_slot_free(slot);
    char *name = the_draft(ONE);
    cr_assert_not_null(name);
    Error error = {0};
    DraftSlot *taken = draft_slot_open(drafts, name, &error);
    cr_assert_not_null(taken);
    cr_expect_null(draft_slot_open(drafts, name, &error));
    cr_expect_eq(error.kind, ERROR_RETRY);
    cr_expect_str_eq(error.text, "another editor has just taken this draft");
    draft_slot_free(taken);
    free(name);
}

Test(drafts, what_a_write_that_was_killed_has_left_is_removed_after_an_hour)
{
    leave("x");
    temporary_write(state, "drafts/.left.tmp", "half");
    char *path = temporary_path(state, "drafts/.left.tmp");
    const struct timespec times[2] = {{.tv_sec = NOW - 3600}, {.tv_sec = NOW - 3600}};
    cr_assert_eq(utimensat(AT_FDCWD, path, times, 0), 0);
    DraftFound *found;
    size_t count = drafts_find(drafts, ONE, NOW, &found);
    drafts_found_free(found, count);
    cr_expect_eq(access(path, F_OK), 0, "it may be being written");
    count = drafts_find(drafts, ONE, NOW + 1, &found);
    drafts_found_free(found, count);
    cr_expect_neq(access(path, F_OK), 0);
    cr_expect_eq(count, 1);
    free(path);
}

Test(drafts, two_editors_of_one_user_keep_a_draft_each)
{
    DraftSlot *one = draft_slot_new(drafts, ONE), *two = draft_slot_new(drafts, ONE);
    write_draft(one, ONE, "of one");
    write_draft(two, ONE, "of two");
    write_draft(one, ONE, "of one again");
    draft_slot_free(one);
    draft_slot_free(two);
    DraftFound *found;
    size_t count = drafts_find(drafts, ONE, NOW, &found);
    cr_expect_eq(count, 2);
    drafts_found_free(found, count);
}

Test(drafts, each_subscription_site_and_state_has_its_own)
{
    leave("x");
    cr_expect_null(the_draft(OTHER));
    Drafts *elsewhere = drafts_new(state, "/srv/contacts");
    DraftFound *found;
    cr_expect_eq(drafts_find(elsewhere, NULL, NOW, &found), 0);
    drafts_free(elsewhere);
}

Test(drafts, a_removed_one_is_gone)
{
    leave("x");
    char *name = the_draft(ONE);
    Error error = {0};
    DraftSlot *slot = draft_slot_open(drafts, name, &error);
    cr_assert(draft_slot_remove(slot, &error), "%s", error.text);
    cr_expect_not(draft_slot_is_kept(slot));
    cr_expect(draft_slot_remove(slot, &error), "twice is once");
    write_draft(slot, ONE, "y");
    draft_slot_free(slot);
    char *again = the_draft(ONE);
    cr_expect_not_null(again, "its place can be used again");
    free(again);
    free(name);
}

/* Reads what lies at the draft's place, which must fail with `message`, and stay. */
static void is_refused(const char *bytes, size_t length, const char *message)
{
    char *name = the_draft(ONE), *path = memory_format("%s/drafts/%s", state, name);
    int file = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
    cr_assert_geq(file, 0);
    cr_assert_eq(write(file, bytes, length), (ssize_t)length);
    close(file);
    Error error = {0};
    Draft draft;
    DraftSlot *slot = draft_slot_open(drafts, name, &error);
    cr_assert_not_null(slot, "%s", error.text);
    cr_expect_not(draft_slot_read(slot, &draft, &error));
    cr_expect_str_eq(error.text, message);
    cr_expect_str_eq(error.file, path);
    draft_slot_free(slot);
    cr_expect_eq(access(path, F_OK), 0, "it must stay");
    free(path);
    free(name);
}

Test(drafts, a_damaged_one_is_told_and_kept)
{
    leave("ops@contoso.com");
    char *path = path_of_the_draft();
    char *name = strrchr(path, '/') + 1, *inside = memory_format("drafts/%s", name);
    size_t length;
    char *whole = temporary_read(state, inside, &length);
    is_refused("", 0, "this draft is damaged: found an empty file");
    is_refused("hello\n", 6,
               "this draft is damaged: its first line is not \"seccontacts draft 1\"");
    is_refused(whole, length - 1,
               "this draft is damaged: it is cut short: its last line is not there");
    *strstr(whole, "contoso") = 'K';
    is_refused(whole, length, "this draft is damaged: its bytes are not those that were written");
    free(whole);
    free(inside);
    free(path);
}

Test(drafts, one_under_the_name_of_another_subscription_is_refused)
{
    DraftSlot *slot = draft_slot_new(drafts, ONE);
    write_draft(slot, OTHER, "x");
    draft_slot_free(slot);
    char *name = the_draft(ONE);
    Error error = {0};
    Draft draft;
    slot = draft_slot_open(drafts, name, &error);
    cr_assert_not_null(slot);
    cr_expect_not(draft_slot_read(slot, &draft, &error));
    cr_expect_str_eq(error.text, "this draft is damaged: it is of the subscription \"" OTHER "\"");
    draft_slot_free(slot);
    free(name);
}

Test(drafts, links_pipes_and_folders_are_no_drafts)
{
    leave("x");
    char *path = path_of_the_draft();
    char *aside = memory_format("%s/aside", state);
    cr_assert_eq(rename(path, aside), 0);
    cr_assert_eq(symlink(aside, path), 0);
    cr_expect_null(the_draft(ONE));
    cr_assert_eq(unlink(path), 0);
    cr_assert_eq(mkfifo(path, 0600), 0);
    cr_expect_null(the_draft(ONE));
    cr_assert_eq(unlink(path), 0);
    cr_assert_eq(mkdir(path, 0700), 0);
    cr_expect_null(the_draft(ONE));
    free(aside);
    free(path);
}

Test(drafts, what_cannot_be_written_says_where_and_why)
{
    Drafts *nowhere = drafts_new(NO_SUCH_PATH "/state", "/etc/seccontacts");
    DraftSlot *slot = draft_slot_new(nowhere, ONE);
    Draft draft = draft_of(ONE, "x");
    Error error = {0};
    cr_expect_not(draft_slot_write(slot, &draft, &error));
    char *message = error_message(&error);
    cr_expect_str_eq(message, NO_SUCH_PATH "/state/drafts/: the draft can't be written: No such "
                                           "file or directory");
    free(message);
    draft_clear(&draft);
    draft_slot_free(slot);
    drafts_free(nowhere);
}

static uint64_t next_random(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

/* Bytes among which those that the format itself uses are common. */
static char *random_bytes(uint64_t *seed, size_t *length)
{
    static const char likely[] = "\n \0end field 0123456789abcdef\r\xff";
    *length = next_random(seed) % 200;
    char *bytes = memory_new(*length + 1);
    for (size_t i = 0; i < *length; i++)
        bytes[i] = next_random(seed) % 2 ? likely[next_random(seed) % (sizeof likely - 1)]
                                         : (char)next_random(seed);
    return bytes;
}

/* Writes `draft` to a file, and gives its bytes. */
static char *written(const Draft *draft, size_t *length)
{
    char *path = memory_format("%s/plain", state);
    int file = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    cr_assert(draft_write(draft, file));
    close(file);
    free(path);
    return temporary_read(state, "plain", length);
}

static void round_trip(uint64_t *seed)
{
    Draft draft = draft_of(ONE, ""), again;
    char *bytes[3];
    size_t lengths[3], length;
    for (size_t i = 0; i < 3; i++) {
        static const char *const names[] = {"a", "b-c", "d.e"};
        bytes[i] = random_bytes(seed, &lengths[i]);
        draft_put(&draft, names[i], bytes[i], lengths[i]);
    }
    Error error = {0};
    char *text = written(&draft, &length);
    cr_assert(draft_parse(&again, "x", text, length, &error), "%s", error.text);
    cr_assert_eq(again.field_count, 4);
    for (size_t i = 0; i < 3; i++) {
        const DraftField *field = &again.fields[i + 1];
        cr_assert_eq(field->length, lengths[i]);
        cr_assert_eq(memcmp(field->bytes, bytes[i], lengths[i]), 0);
    }
    draft_clear(&again);
    /* Cut anywhere, or with a bit turned, it is refused, and nothing worse. */
    cr_assert_not(draft_parse(&again, "x", text, next_random(seed) % length, &error));
    text[next_random(seed) % length] ^= (char)(1 << next_random(seed) % 8);
    cr_assert_not(draft_parse(&again, "x", text, length, &error));
    free(text);
    draft_clear(&draft);
}

Test(drafts, any_bytes_come_back_and_any_damage_is_seen)
{
    uint64_t seed = 0x9e3779b97f4a7c15;
    for (int i = 0; i < 2000; i++)
        round_trip(&seed);
}

/* `text` with the last line that it needs. The caller frees it. */
static char *sealed(const char *text)
{
    XXH128_hash_t hash = XXH3_128bits(text, strlen(text));
    return memory_format("%send %016" PRIx64 "%016" PRIx64 "\n", text, hash.high64, hash.low64);
}

#define HEAD                                                                                       \
    "seccontacts draft 1\ntime 1\nuser ops\nhost h\nsite /\nsubscription " ONE "\nbase none\n"

/* The hash is no secret: what is under it is checked as well. */
Test(drafts, lies_under_a_good_hash_are_seen)
{
    static const char length[] = "this draft is damaged: a field is not as long as it says";
    static const char field[] =
        "this draft is damaged: it has a field without name or length, or too many of them";
    static const struct {
        const char *text, *message;
    } lies[] = {
        {HEAD "field emails 99999999999999999999\nx\n", length},
        {HEAD "field emails 18446744073709551615\nx\n", length},
        {HEAD "field emails 5\nx\n", length},
        {HEAD "field emails 1\nxy\n", length},
        {HEAD "field emails -1\nx\n", field},
        {HEAD "field  1\nx\n", field},
        {HEAD "field a-name-that-is-far-too-long-for-any-field 1\nx\n", field},
        {HEAD "nonsense\n", "this draft is damaged: found no line \"field\" at byte 110"},
        {"seccontacts draft 1\ntime soon\n", "this draft is damaged: its time is no number"},
        {"seccontacts draft 1\ntime -1\n", "this draft is damaged: its time is no number"},
        {"seccontacts draft 1\n", "this draft is damaged: found no line \"time\" at byte 20"},
    };
    for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
        Draft draft;
        Error error = {0};
        char *text = sealed(lies[i].text);
        cr_expect_not(draft_parse(&draft, "x", text, strlen(text), &error), "%s", text);
        cr_expect_str_eq(error.text, lies[i].message);
        free(text);
    }
    Draft draft;
    Error error = {0};
    char *text = sealed(HEAD "field emails 0\n\n");
    cr_expect(draft_parse(&draft, "x", text, strlen(text), &error), "%s", error.text);
    draft_clear(&draft);
    free(text);
}

/* An editor that is killed at any moment of its writing leaves the old draft or the new one. */
Test(drafts, a_killed_writer_leaves_a_whole_draft)
{
    leave("0");
    char *name = the_draft(ONE);
    for (int i = 0; i < 40; i++) {
        pid_t child = fork();
        if (child == 0) {
            Error error;
            DraftSlot *slot = draft_slot_open(drafts, name, &error);
            if (!slot)
                _exit(1);
            for (int n = 0;; n++) {
                char *text = memory_format("%d", n);
                Draft draft = draft_of(ONE, text);
                draft_slot_write(slot, &draft, &error);
                draft_clear(&draft);
                free(text);
            }
        }
        struct timespec moment = {.tv_nsec = 500000L * (i + 1)};
        nanosleep(&moment, NULL);
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
        Error error = {0};
        Draft draft;
        DraftSlot *slot = draft_slot_open(drafts, name, &error);
        cr_assert_not_null(slot, "%s", error.text);
        cr_assert(draft_slot_read(slot, &draft, &error), "%s", error.text);
        draft_clear(&draft);
        draft_slot_free(slot);
    }
    free(name);
}

static void discard(DraftSlot *slot)
{
    Error error = {0};
    cr_assert(draft_slot_discard(slot, &error), "%s", error.text);
    cr_expect_not(draft_slot_is_kept(slot));
    draft_slot_free(slot);
}

Test(drafts, the_one_that_was_discarded_last_can_be_had_back)
{
    DraftFound *found;
    Error error = {0};
    cr_expect_not(drafts_find_discarded(drafts, &found));
    cr_expect_not(drafts_bring_back(drafts, &error));
    DraftSlot *slot = draft_slot_new(drafts, ONE);
    discard(slot); /* nothing was written: nothing to discard */
    cr_expect_not(drafts_find_discarded(drafts, &found));

    slot = draft_slot_new(drafts, ONE);
    write_draft(slot, ONE, "first@contoso.com");
    discard(slot);
    slot = draft_slot_new(drafts, OTHER);
    write_draft(slot, OTHER, "second@contoso.com");
    discard(slot);
    cr_expect_eq(drafts_find(drafts, NULL, NOW, &found), 0);
    drafts_found_free(found, 0);
    cr_assert(drafts_find_discarded(drafts, &found));
    cr_expect_str_eq(found->subscription, OTHER);
    drafts_found_free(found, 1);

    /* Not over a draft that was written meanwhile. */
    slot = draft_slot_new(drafts, OTHER);
    write_draft(slot, OTHER, "third@contoso.com");
    draft_slot_free(slot);
    cr_assert(drafts_bring_back(drafts, &error), "%s", error.text);
    cr_expect_not(drafts_find_discarded(drafts, &found));
    cr_expect_eq(drafts_find(drafts, OTHER, NOW, &found), 2);
    drafts_found_free(found, 2);
    cr_expect_eq(drafts_find(drafts, ONE, NOW, &found), 0);
    drafts_found_free(found, 0);
}
