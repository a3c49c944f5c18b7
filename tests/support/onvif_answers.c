#include "tests/support/onvif_answers.h"

#include <criterion/criterion.h>
#include <stdarg.h>
#include <stdio.h>

extern const struct dissector http_dissector;

const char onvif_post[] = "POST /onvif/device_service HTTP/1.1\r\nContent-Type: "
                          "application/soap+xml; charset=utf-8\r\nContent-Length: 0\r\n\r\n";

void said_put(struct said *a, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int more = vsnprintf(a->s + a->n, sizeof a->s - a->n, format, args);
    va_end(args);
    cr_assert(more >= 0 && (size_t)more < sizeof a->s - a->n);
    a->n += (size_t)more;
}

struct said onvif_answer(const char *body, enum framing framing)
{
    struct said a = { 0 };
    size_t n = strlen(body);
    said_put(&a, "HTTP/1.1 200 OK\r\nContent-Type: application/soap+xml\r\n");
    if (framing != BY_CHUNKS) {
        if (framing == BY_LENGTH)
            said_put(&a, "Content-Length: %zu\r\n", n);
        said_put(&a, "\r\n%s", body);
        return a;
    }
    said_put(&a, "Transfer-Encoding: chunked\r\n\r\n");
    for (size_t at = 0; at < n; at += 50) {
        size_t chunk = n - at < 50 ? n - at : 50;
        said_put(&a, "%zx\r\n%.*s\r\n", chunk, (int)chunk, body + at);
    }
    said_put(&a, "0\r\n\r\n");
    return a;
}

struct seen *onvif_talk(const char *call, const struct said *answer, size_t piece)
{
    const struct turn turns[] = { { true, bytes_of_text(call) },
                                  { false, { (const uint8_t *)answer->s, answer->n } } };
    return talk(&http_dissector, turns, 2, piece);
}

struct seen *onvif_heard(const char *body)
{
    struct said a = onvif_answer(body, BY_LENGTH);
    return onvif_talk(onvif_post, &a, SIZE_MAX);
}

const struct observation *onvif_setting(const struct seen *s, const char *name)
{
    for (size_t i = 0; i < s->n; i++)
        if (s->o[i].kind == OBS_SETTING && strcmp(s->o[i].setting.name, name) == 0)
            return &s->o[i];
    return NULL;
}

void expect_setting(const char *body, const char *name, bool enabled, const char *value)
{
    struct seen *s = onvif_heard(body);
    const struct observation *o = onvif_setting(s, name);
    cr_assert_not_null(o, "%s", name);
    cr_assert_eq(o->setting.enabled, enabled, "%s", name);
    cr_assert_str_eq(o->setting.value.s, value);
    cr_assert_str_eq(o->protocol, "onvif");
    cr_assert_not(o->from_client);
    cr_assert_eq(seen_count(s, OBS_SETTING), 1);
    seen_free(s);
}

void expect_silence(const char *body)
{
    struct seen *s = onvif_heard(body);
    cr_assert_eq(seen_count(s, OBS_SETTING) + seen_count(s, OBS_DEVICE) + seen_count(s, OBS_CLOCK),
                 0, "%s", body);
    cr_assert_eq(seen_count(s, OBS_EXCHANGE), 2);
    seen_free(s);
}
