#include <criterion/criterion.h>

#include "alerts/ledger_parts.h"
#include "tests/support/alerting.h"

static const struct guide_item *find_item(const char *number)
{
    return strcmp(number, clear_item.number) == 0 ? &clear_item : NULL;
}

static struct entry entry(void)
{
    struct ruling r = ruling_at(&clear_item, VERDICT_FAIL, 0);
    struct entry e = { .open = true, .told = true, .reopened = 3, .alert = alert_of(&r) };
    e.alert.count = 7;
    e.alert.last_ns += 5;
    e.told_count = 4;
    e.told_ns = e.alert.first_ns;
    return e;
}

Test(ledger_value, comes_back_as_it_was)
{
    char text[LEDGER_VALUE_MAX];
    struct words *words = words_new();
    struct entry e = entry(), back = { .open = false };
    size_t n = ledger_value_write(&e, text, sizeof text);
    cr_assert_gt(n, 0);
    cr_assert(ledger_value_read((struct bytes){ (uint8_t *)text, n }, words, find_item, &back));
    cr_expect(back.open && back.told);
    cr_expect_eq(back.reopened, 3);
    cr_expect_eq(back.told_count, 4);
    cr_expect_eq(back.told_ns, e.told_ns);
    cr_expect_eq(back.known_ns, e.alert.last_ns);
    cr_expect_str_eq(back.alert.id, e.alert.id);
    cr_expect_eq(back.alert.count, 7);
    cr_expect_eq(back.alert.first_ns, e.alert.first_ns);
    cr_expect_eq(back.alert.last_ns, e.alert.last_ns);
    cr_expect_str_eq(back.alert.reason, "rtsp-clear");
    cr_expect_neq(back.alert.reason, e.alert.reason, "a constant of its own");
    cr_expect_eq(back.alert.ruling.item, &clear_item);
    cr_expect_str_eq(back.alert.ruling.camera.id.s, "bc:c3:42:00:00:05");
    words_free(words);
}

Test(ledger_value, is_not_written_where_there_is_no_room)
{
    char text[64];
    struct entry e = entry();
    cr_expect_eq(ledger_value_write(&e, text, sizeof text), 0);
}

static bool survives(const struct entry *e)
{
    char text[LEDGER_VALUE_MAX];
    struct words *words = words_new();
    struct entry back = { .open = false };
    size_t n = ledger_value_write(e, text, sizeof text);
    bool read = ledger_value_read((struct bytes){ (uint8_t *)text, n }, words, find_item, &back);
    words_free(words);
    return read;
}

Test(ledger_value, is_not_taken_back_if_it_cannot_be)
{
    struct entry e = entry();
    cr_expect(survives(&e));
    e.alert.count = 0;
    cr_expect_not(survives(&e));
    e = entry();
    e.alert.first_ns = e.alert.last_ns + 1;
    cr_expect_not(survives(&e));
    e = entry();
    e.told_count = 8;
    cr_expect_not(survives(&e));
    e = entry();
    e.alert.id[3] = '\0';
    cr_expect_not(survives(&e));
    e = entry();
    e.alert.ruling.item = &setup_item;
    cr_expect_not(survives(&e), "an item that this program does not know");
}
