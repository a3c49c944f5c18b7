#include "alerts/latest.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static struct latest *latest;

static bool put(const char *key, const char *text)
{
    return latest_put(latest, key, bytes_of_text(text));
}

static void expect_next(const char *key, const char *text)
{
    struct note *note = latest_take(latest);
    cr_assert_not_null(note);
    cr_expect_str_eq(note->key, key);
    cr_expect(bytes_equal((struct bytes){ note->text, note->n }, bytes_of_text(text)));
    free(note);
}

static void end(void)
{
    latest_free(latest);
}

TestSuite(latest, .fini = end);

Test(latest, keeps_the_newest_of_each_key_in_the_order_of_the_keys)
{
    latest = latest_new(4, 100);
    cr_expect(put("a", "old") && put("b", "") && put("a", "new"));
    cr_expect_eq(latest_count(latest), 2);
    expect_next("a", "new");
    expect_next("b", "");
    cr_expect_null(latest_take(latest));
}

Test(latest, takes_what_it_has_room_for)
{
    latest = latest_new(2, 10);
    cr_expect(put("a", "12345"));
    cr_expect_not(put("b", "123456"), "too many bytes");
    cr_expect(put("b", "12345"));
    cr_expect_not(put("c", ""), "too many keys");
    cr_expect_not(put("a", "123456"), "and the older one stays");
    cr_expect(put("a", "54321"));
    expect_next("a", "54321");
    cr_expect(put("c", "12345"));
    expect_next("b", "12345");
    expect_next("c", "12345");
}

Test(latest, takes_a_note_back_unless_there_is_a_newer_one)
{
    latest = latest_new(2, 10);
    cr_assert(put("a", "1") && put("b", "2"));
    struct note *note = latest_take(latest);
    latest_give_back(latest, note);
    expect_next("a", "1");
    note = latest_take(latest);
    cr_assert(put("b", "3"));
    latest_give_back(latest, note);
    expect_next("b", "3");
    cr_expect_null(latest_take(latest));
}

Test(latest, has_room_for_what_is_given_back)
{
    latest = latest_new(1, 10);
    cr_assert(put("a", "1"));
    struct note *note = latest_take(latest);
    cr_assert(put("b", "2"));
    latest_give_back(latest, note);
    cr_expect_eq(latest_count(latest), 2);
    cr_expect(put("b", "3"), "a newer one is no more");
    expect_next("a", "1");
    expect_next("b", "3");
}
