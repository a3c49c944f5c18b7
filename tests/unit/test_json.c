#include "dissectors/json.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

struct heard {
    size_t n;
    char s[256];
};

static void on_string(void *self, const struct json_string *s)
{
    struct heard *h = self;
    struct text value = json_text(s->value);
    int n = snprintf(h->s + h->n, sizeof h->s - h->n, "%.*s.%.*s=%s;", (int)s->parent.n,
                     (const char *)(s->parent.n > 0 ? s->parent.p : (const uint8_t *)""),
                     (int)s->name.n, (const char *)s->name.p, value.s);
    h->n += (size_t)n < sizeof h->s - h->n ? (size_t)n : 0;
}

/* In a block of its own, so that a read too far is caught. */
static bool reads(const char *text, struct heard *h)
{
    *h = (struct heard){ 0 };
    struct json_listener to = { .string = on_string, .self = h };
    size_t n = strlen(text);
    uint8_t *exact = malloc(n + (n == 0));
    if (exact == NULL)
        abort();
    memcpy(exact, text, n);
    bool well = json_read((struct bytes){ exact, n }, &to);
    free(exact);
    return well;
}

Test(json, tells_strings_by_their_name_and_that_of_their_object)
{
    struct heard h;
    cr_assert(reads(" { \"a\" : \"1\", \"b\":{\"c\":\"2\",\"n\":-1.5e+3,\"t\":true},\r\n"
                    "\"l\":[\"x\",{\"d\":\"3\"},[],null],\"e\":{} ,\"z\":\"\"} ",
                    &h));
    cr_assert_str_eq(h.s, ".a=1;b.c=2;.d=3;.z=;");
}

static void on_number(void *self, const struct json_string *s)
{
    on_string(self, s);
}

Test(json, tells_numbers_to_who_wants_them)
{
    struct heard h = { 0 };
    struct json_listener to = { .string = on_string, .self = &h, .number = on_number };
    cr_assert(json_read(bytes_of_text("{\"a\":12,\"b\":{\"c\":-1.5e+3,\"d\":true,\"e\":null},"
                                      "\"l\":[7,{\"f\":\"x\"}]}"),
                        &to));
    cr_assert_str_eq(h.s, ".a=12;b.c=-1.5e+3;.f=x;");
}

Test(json, reads_escapes)
{
    struct heard h;
    cr_assert(reads("{\"a\":\"1\\/2\\\"3\\\\4\\u00e45\\n\"}", &h));
    cr_assert_str_eq(h.s, ".a=1/2\"3\\4.5.;");
    cr_assert(reads("{\"a\":\"\\u1\"}", &h));
    cr_assert_str_eq(h.s, ".a=.;");
}

Test(json, refuses_what_is_not_well_formed)
{
    static const char *const bad[] = {
        "",
        "[]",
        "\"a\"",
        "{",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{\"a\":1}}",
        "{\"a\":1 2}",
        "{,}",
        "{\"a\":[1,]}",
        "{\"a\":tru}",
        "{a:1}",
        "{\"a\":\"1}",
        "{\"a\":\"\\",
        "{\"a\":[}]}",
        "{\"a\":x}",
        "{\"a\":1]",
        "{\"a\":\"\n\"}",
        "{\"a\":1\"b\":2}",
    };
    struct heard h;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        cr_assert_not(reads(bad[i], &h), "%s", bad[i]);
}

Test(json, refuses_every_beginning_of_a_text)
{
    static const char whole[] = "{\"a\":{\"b\":[1,true,\"x\\\"y\"]},\"c\":\"d\"}";
    char part[sizeof whole];
    struct heard h;
    for (size_t n = 0; n + 1 < sizeof whole; n++) {
        (void)snprintf(part, sizeof part, "%.*s", (int)n, whole);
        cr_assert_not(reads(part, &h), "%s", part);
    }
    cr_assert(reads(whole, &h));
}

Test(json, refuses_what_is_too_deep_or_too_long)
{
    struct heard h;
    cr_assert(reads("{\"a\":[[[[[[[]]]]]]]}", &h));
    cr_assert_not(reads("{\"a\":[[[[[[[[]]]]]]]]}", &h));

    static uint8_t much[JSON_TEXT_MAX + 1];
    memset(much, ' ', sizeof much);
    much[0] = '{';
    much[1] = '}';
    struct json_listener to = { .string = on_string, .self = &h };
    cr_assert(json_read((struct bytes){ much, JSON_TEXT_MAX }, &to));
    cr_assert_not(json_read((struct bytes){ much, sizeof much }, &to));
}

Test(json, cuts_long_values)
{
    static char value[200];
    memset(value, 'x', sizeof value - 1);
    cr_assert_eq(strlen(json_text(bytes_of_text(value)).s), sizeof(struct text) - 1);
}
