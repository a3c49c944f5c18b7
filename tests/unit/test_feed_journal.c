#include "sensor/feed_journal.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct stream_id ids[] = { { "1-0" }, { "1-1" }, { "2-0" } };
static char folder[64];
static char path[96];
static char name[96];
static char old[96];
static struct error e;

static void make_folder(void)
{
    (void)snprintf(folder, sizeof folder, "/tmp/camwarden-journal-XXXXXX");
    cr_assert_not_null(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/f", folder);
    (void)snprintf(name, sizeof name, "%s/f.feed", folder);
    (void)snprintf(old, sizeof old, "%s/f.1", folder);
    e.s[0] = '\0';
}

static void remove_folder(void)
{
    (void)unlink(path);
    (void)unlink(name);
    (void)unlink(old);
    (void)rmdir(folder);
}

TestSuite(feed_journal, .init = make_folder, .fini = remove_folder);

static void put(const char *where, const char *text)
{
    FILE *f = fopen(where, "a");
    cr_assert(f != NULL && fputs(text, f) >= 0 && fclose(f) == 0);
}

static void expect_content(const char *where, const char *expected)
{
    char got[512] = "";
    FILE *f = fopen(where, "r");
    cr_assert_not_null(f);
    got[fread(got, 1, sizeof got - 1, f)] = '\0';
    (void)fclose(f);
    cr_expect_str_eq(got, expected);
}

static struct feed_journal *open_it(void)
{
    struct feed_journal *j = feed_journal_open(path, "k", "g", &e);
    cr_assert_not_null(j, "%s", e.s);
    return j;
}

static void expect_known(const struct feed_journal *j, size_t n)
{
    for (size_t i = 0; i < 3; i++)
        cr_expect_eq(feed_journal_knows(j, &ids[i]), i < n, "%s of %zu", ids[i].s, n);
}

/* Begins a batch of three behind what is there, writes `text`, and dies. */
static void die_after(const char *text)
{
    struct feed_journal *j = open_it();
    cr_assert(feed_journal_begin(j, ids, 3, &e), "%s", e.s);
    put(path, text);
    feed_journal_close(j);
}

static void expect_known_again(size_t n)
{
    struct feed_journal *j = open_it();
    expect_known(j, n);
    feed_journal_close(j);
}

Test(feed_journal, knows_what_was_written_as_long_as_it_lives)
{
    struct feed_journal *j = open_it();
    cr_expect(feed_journal_begin(j, ids, 2, &e), "%s", e.s);
    expect_known(j, 0);
    cr_expect(feed_journal_end(j, &e), "%s", e.s);
    expect_known(j, 2);
    cr_expect(feed_journal_begin(j, ids + 2, 1, &e), "%s", e.s);
    expect_known(j, 2);
    feed_journal_close(j);
}

Test(feed_journal, counts_the_lines_that_are_there)
{
    put(path, "before\n");
    die_after("one\ntwo\n");
    expect_known_again(2);
    expect_content(path, "before\none\ntwo\n");
    expect_known_again(2);
}

Test(feed_journal, knows_a_batch_that_is_there_whole)
{
    die_after("one\ntwo\nthree\n");
    expect_known_again(3);
    put(path, "somebody else's\nand half a li");
    expect_known_again(3);
    expect_content(path, "one\ntwo\nthree\nsomebody else's\nand half a li");
}

Test(feed_journal, takes_a_torn_line_away)
{
    put(path, "before\n");
    die_after("one\ntw");
    expect_known_again(1);
    expect_content(path, "before\none\n");
}

Test(feed_journal, takes_nothing_away_that_was_there_before)
{
    put(path, "not ours, and torn");
    die_after("");
    expect_known_again(0);
    expect_content(path, "not ours, and torn");
}

Test(feed_journal, counts_in_a_file_that_was_renamed)
{
    die_after("one\ntw");
    cr_assert_eq(rename(path, old), 0);
    put(path, "new\n");
    expect_known_again(1);
    expect_content(old, "one\n");
    expect_content(path, "new\n");
}

Test(feed_journal, knows_nothing_when_the_file_is_gone_or_was_cut)
{
    put(path, "before\n");
    die_after("one\ntwo\n");
    cr_assert_eq(truncate(path, 3), 0);
    expect_known_again(0);
    expect_content(path, "bef");
    cr_assert_eq(unlink(path), 0);
    expect_known_again(0);
    expect_content(path, "");
}

Test(feed_journal, goes_on_where_the_file_was_opened_anew)
{
    struct feed_journal *j = open_it();
    cr_assert_eq(rename(path, old), 0);
    put(path, "new\n");
    cr_expect(feed_journal_reopen(j, &e), "%s", e.s);
    cr_expect(feed_journal_begin(j, ids, 3, &e), "%s", e.s);
    put(path, "one\n");
    feed_journal_close(j);
    expect_known_again(1);
}

Test(feed_journal, does_not_take_the_journal_of_another_group_or_stream)
{
    die_after("one\n");
    struct feed_journal *j = feed_journal_open(path, "k", "another", &e);
    expect_known(j, 0);
    feed_journal_close(j);
    j = feed_journal_open(path, "another", "g", &e);
    expect_known(j, 0);
    feed_journal_close(j);
}

Test(feed_journal, does_not_take_a_torn_journal)
{
    die_after("one\n");
    struct stat st;
    cr_assert_eq(stat(name, &st), 0);
    for (off_t n = st.st_size - 1; n >= 0; n--) {
        cr_assert_eq(truncate(name, n), 0);
        expect_known_again(0);
    }
    expect_content(path, "one\n");
}

Test(feed_journal, does_not_take_nonsense_for_a_journal)
{
    static const char *const texts[] = {
        "camwarden feed 1\nk\ng\n1 2\nend\n",
        "camwarden feed 1\nk\ng\n1 99999999999999999999 0\nend\n",
        "camwarden feed 1\nk\ng\n1 0 129\nend\n",
        "camwarden feed 1\nk\ng\n1 0 -1\nend\n",
        "camwarden feed 1\nk\ng\n1 0 1\n1-0\nend\nend\n",
        "camwarden feed 2\nk\ng\n1 0 1\n1-0\nend\n",
        "\n\n\n\n",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        (void)unlink(name);
        put(name, texts[i]);
        expect_known_again(0);
    }
}

Test(feed_journal, is_nobody_elses_as_long_as_it_is_open)
{
    struct feed_journal *j = open_it();
    cr_expect_null(feed_journal_open(path, "k", "g", &e));
    cr_expect_not_null(strstr(e.s, "another feed writes"), "%s", e.s);
    feed_journal_close(j);
    feed_journal_close(open_it());
}

Test(feed_journal, keeps_no_file_for_what_is_none)
{
    static const char *const places[] = { NULL, "/dev/null" };
    for (size_t i = 0; i < 2; i++) {
        struct feed_journal *j = feed_journal_open(places[i], "k", "g", &e);
        cr_assert_not_null(j, "%s", e.s);
        cr_expect(feed_journal_begin(j, ids, 3, &e) && feed_journal_end(j, &e));
        expect_known(j, 3);
        cr_expect(feed_journal_reopen(j, &e));
        feed_journal_close(j);
    }
    cr_expect_neq(access("/dev/null.feed", F_OK), 0);
}

Test(feed_journal, says_why_it_cannot_be_kept)
{
    cr_expect_null(feed_journal_open("/nowhere/f", "k", "g", &e));
    cr_expect_str_eq(e.s, "cannot write /nowhere/f.feed: No such file or directory");
    char link[128];
    (void)snprintf(link, sizeof link, "%s", name);
    cr_assert_eq(symlink("/tmp/elsewhere", link), 0);
    cr_expect_null(feed_journal_open(path, "k", "g", &e), "it follows no link");
}
