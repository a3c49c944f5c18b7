#include "alerts/pen.h"

#include <criterion/criterion.h>
#include <stdio.h>

#include "alerts/jot.h"

static struct pen pen;
static char line[PEN_ROOM + 1];

static const char *ended(void)
{
    line[pen_end(&pen)] = '\0';
    return line;
}

static void begin(void)
{
    pen_begin(&pen, line, PEN_ROOM);
}

Test(pen, leaves_out_what_is_empty)
{
    begin();
    pen_text(&pen, "a", "");
    pen_text(&pen, "b", NULL);
    pen_list(&pen, "c", "");
    pen_port(&pen, "d", 0);
    pen_ip(&pen, "e", &(struct ip){ { 0 } });
    pen_mac(&pen, "f", &(struct mac){ { 0 } });
    cr_expect_str_eq(ended(), "{}");
}

Test(pen, brings_the_keys_into_order)
{
    begin();
    pen_number(&pen, "z", 9007199254740991);
    pen_list(&pen, "b", "one");
    pen_open(&pen, "m");
    pen_port(&pen, "port", 554);
    pen_open(&pen, "inner");
    pen_close(&pen);
    pen_close(&pen);
    pen_number_list(&pen, "ab", 0);
    pen_text(&pen, "a", "x");
    cr_expect_str_eq(ended(), "{\"a\":\"x\",\"ab\":[0],\"b\":[\"one\"],\"m\":{\"inner\":{},"
                              "\"port\":554},\"z\":9007199254740991}");
}

static void put_all(struct pen *p, json_t *o, const char *text)
{
    static const struct mac mac = { { 0xd4, 0x2d, 0xc5, 0, 0x0f, 0xf0 } };
    struct ip ip;
    cr_assert(ip_parse("2001:db8::5", &ip));
    pen_time(p, "time", 1783479247123456789);
    jot_time(o, "time", 1783479247123456789);
    pen_mac(p, "mac", &mac);
    jot_mac(o, "mac", &mac);
    pen_ip(p, "ip", &ip);
    jot_ip(o, "ip", &ip);
    pen_list(p, "list", text);
    jot_list(o, "list", text);
    pen_text(p, "Text", text);
    jot_text(o, "Text", text);
}

static void expect_as_jansson(const char *text)
{
    char expected[PEN_ROOM + 1];
    json_t *o = json_object();
    begin();
    put_all(&pen, o, text);
    expected[jot_line(o, expected, PEN_ROOM)] = '\0';
    cr_expect_str_eq(ended(), expected);
}

Test(pen, writes_what_jansson_writes)
{
    static const char *const texts[] = {
        "plain",
        "a \"quote\" \\ and / more",
        "\x01\x1f\x7f\b\f\n\r\t",
        "caf\xc3\xa9",
        "\xe2\x80\x93 \xf0\x9f\x93\xb7",
        "caf\xe9 \xff",
        "\xc0\x80",
        "\xed\xa0\x80",
        "\xf4\x90\x80\x80",
        "cut \xe2\x80",
        "\"\xc3\xa9",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        expect_as_jansson(texts[i]);
}

Test(pen, writes_what_jansson_writes_of_any_bytes)
{
    uint32_t random = 1;
    for (int turn = 0; turn < 2000; turn++) {
        char text[24];
        for (size_t i = 0; i < sizeof text - 1; i++) {
            random = random * 1664525 + 1013904223;
            text[i] = (char)(1 + (random >> 24) % (turn % 2 == 0 ? 127 : 255));
        }
        text[sizeof text - 1 - (size_t)turn % 16] = '\0';
        expect_as_jansson(text);
    }
}

Test(pen, writes_nothing_beyond_the_room)
{
    char expected[1024];
    json_t *o = json_object();
    begin();
    put_all(&pen, o, "a \"text\" \xc3\xa9");
    size_t whole = pen_end(&pen);
    cr_assert_lt(whole, sizeof expected);
    memcpy(expected, line, whole);
    for (size_t room = 0; room <= whole; room++) {
        memset(line, '#', sizeof line);
        pen_begin(&pen, line, room);
        put_all(&pen, o, "a \"text\" \xc3\xa9");
        size_t n = pen_end(&pen);
        cr_expect_eq(n, room == whole ? whole : 0, "%zu", room);
        cr_expect_eq(line[room], '#');
    }
    cr_expect_eq(memcmp(line, expected, whole), 0);
    json_decref(o);
}

Test(pen, makes_no_line_of_more_fields_than_it_can_hold)
{
    static const char *const key[] = { "a", "b", "c" };
    begin();
    for (size_t i = 0; i < PEN_FIELDS; i++)
        pen_number(&pen, key[i % 3], i);
    cr_expect_gt(pen_end(&pen), 0);
    begin();
    for (size_t i = 0; i <= PEN_FIELDS; i++)
        pen_number(&pen, key[i % 3], i);
    cr_expect_eq(pen_end(&pen), 0);
}

Test(pen, makes_no_line_of_what_is_too_deep)
{
    for (unsigned depth = 1; depth < 3 * PEN_DEPTH; depth++) {
        begin();
        for (unsigned i = 1; i < depth; i++)
            pen_open(&pen, "a");
        pen_number(&pen, "b", 1);
        for (unsigned i = 1; i < depth; i++)
            pen_close(&pen);
        cr_expect_eq(pen_end(&pen) > 0, depth <= PEN_DEPTH, "%u", depth);
    }
}
