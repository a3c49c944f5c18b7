#include "sensor/json_print.h"

#include <criterion/criterion.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* What is printed, for free(). */
static char *printed(json_t *o)
{
    char *text = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&text, &n);
    cr_assert(json_print(o, out));
    cr_assert_eq(fclose(out), 0);
    return text;
}

/* Releases o. */
static void expect_as_jansson(json_t *o)
{
    cr_assert_not_null(o);
    char *expected = json_dumps(o, JSON_INDENT(2) | JSON_SORT_KEYS | JSON_ENSURE_ASCII);
    char *text = printed(o);
    cr_expect_str_eq(text, expected);
    free(text);
    free(expected);
    json_decref(o);
}

Test(json_print, prints_what_jansson_prints)
{
    static const char *const texts[] = {
        "{}",
        "[]",
        "{\"b\": {}, \"a\": [], \"ab\": [[], {}, [1]], \"\": null}",
        "[true, false, null, 0, -1, 9223372036854775807, -9223372036854775808, 0.5, 1e300]",
        "{\"z\": \"plain\", \"\\u00e9\": \"caf\\u00e9\"}",
        "{\"q\\\"\": \"\\\\ \\u0001 \\u007f / \\ud83d\\udcf7\"}",
        "{\"10\": 1, \"9\": 2, \"1\": {\"y\": [{\"b\": 1, \"a\": [2]}], \"x\": \"\"}, \"Z\": 3}",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        expect_as_jansson(json_loads(texts[i], 0, NULL));
}

Test(json_print, prints_objects_of_many_fields)
{
    json_t *o = json_object();
    uint32_t random = 1;
    for (int i = 0; i < 500; i++) {
        char key[16];
        random = random * 1664525 + 1013904223;
        (void)snprintf(key, sizeof key, "%x", random >> 8);
        json_t *inner = json_pack("{s:i, s:s, s:b}", "number", i, "key", key, "even", i % 2 == 0);
        (void)json_object_set_new(o, key, inner);
    }
    expect_as_jansson(o);
}

Test(json_print, prints_texts_longer_than_what_it_writes_at_once)
{
    static char text[200001];
    memset(text, 'x', sizeof text - 1);
    expect_as_jansson(json_pack("[s, s]", text, "end"));
}

Test(json_print, prints_what_is_as_deep_as_jansson_reads)
{
    enum { DEPTH = JSON_PARSER_MAX_DEPTH - 1 };
    static char text[2 * DEPTH + 1];
    memset(text, '[', DEPTH);
    memset(text + DEPTH, ']', DEPTH);
    expect_as_jansson(json_loads(text, 0, NULL));
}

Test(json_print, says_that_it_could_not_be_written)
{
    json_t *o = json_pack("[s]", "text");
    FILE *full = fopen("/dev/full", "w");
    cr_assert_not_null(full);
    setbuf(full, NULL);
    cr_expect_not(json_print(o, full));
    (void)fclose(full);
    json_decref(o);
}

Test(json_print, gives_up_on_what_is_deeper)
{
    json_t *o = json_array();
    for (int i = 0; i < 2 * JSON_PARSER_MAX_DEPTH; i++)
        o = json_pack("[o]", o);
    FILE *out = fopen("/dev/null", "w");
    cr_expect_not(json_print(o, out));
    (void)fclose(out);
    json_decref(o);
}
