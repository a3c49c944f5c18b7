#include <criterion/criterion.h>

#include "dissectors/tls_flight.h"
#include "tests/support/certificates.h"

#define RANDOM "0123456789abcdef0123456789abcdef"

struct said {
    size_t n;
    uint8_t b[4096];
};

static void say(struct said *s, const void *p, size_t n)
{
    cr_assert_leq(n, sizeof s->b - s->n);
    memcpy(s->b + s->n, p, n);
    s->n += n;
}

/* A record's header, n bytes of messages to follow. */
static void say_record(struct said *s, size_t n)
{
    const uint8_t head[] = { 22, 3, 3, (uint8_t)(n >> 8), (uint8_t)n };
    say(s, head, sizeof head);
}

static void say_certificate(struct said *s, struct bytes der)
{
    size_t n = der.n;
    const uint8_t head[] = { 11,
                             0,
                             (uint8_t)((n + 6) >> 8),
                             (uint8_t)(n + 6),
                             0,
                             (uint8_t)((n + 3) >> 8),
                             (uint8_t)(n + 3),
                             0,
                             (uint8_t)(n >> 8),
                             (uint8_t)n };
    say(s, head, sizeof head);
    say(s, der.p, der.n);
}

static struct said hello_and_certificate(void)
{
    static const char hello[] = "\x02\0\0\x26\x03\x03" RANDOM "\0\xc0\x2f\0";
    struct said s = { 0 };
    struct bytes der = CERTIFICATE("ec_signed");
    say_record(&s, sizeof hello - 1);
    say(&s, hello, sizeof hello - 1);
    say_record(&s, der.n + 10);
    say_certificate(&s, der);
    return s;
}

static enum flight_found found(const struct said *s, size_t n, size_t *missing)
{
    struct observation o;
    return tls_find_certificate((struct bytes){ s->b, n }, &o, missing);
}

Test(tls_flight, has_the_certificate_after_the_hello)
{
    struct said s = hello_and_certificate();
    struct observation o;
    size_t missing = 0;
    cr_assert_eq(tls_find_certificate((struct bytes){ s.b, s.n }, &o, &missing),
                 FLIGHT_CERTIFICATE);
    cr_assert_str_eq(o.certificate.subject.s, "cam.example.net");
}

Test(tls_flight, waits_for_no_more_than_is_needed)
{
    struct said s = hello_and_certificate();
    for (size_t n = 0; n < s.n; n++) {
        size_t missing = 0;
        cr_assert_eq(found(&s, n, &missing), FLIGHT_WAIT, "%zu", n);
        cr_assert(missing > 0 && n + missing <= s.n, "%zu", n);
    }
}

Test(tls_flight, has_none_after_anything_else)
{
    size_t missing = 0;
    struct said key = { 0 }, data = { 0 }, two = { 0 };
    say_record(&key, 6);
    say(&key, "\x10\0\0\x02\0\0", 6);
    cr_assert_eq(found(&key, key.n, &missing), FLIGHT_NONE);
    say(&data, "\x17\x03\x03\0\x01!", 6);
    cr_assert_eq(found(&data, data.n, &missing), FLIGHT_NONE);
    say_record(&two, 8);
    say(&two, "\x01\0\0\0\x01\0\0\0", 8);
    cr_assert_eq(found(&two, two.n, &missing), FLIGHT_NONE);
}

Test(tls_flight, has_none_if_the_chain_is_empty)
{
    size_t missing = 0;
    struct said s = { 0 };
    say_record(&s, 7);
    say(&s, "\x0b\0\0\x03\0\0\0", 7);
    cr_assert_eq(found(&s, s.n, &missing), FLIGHT_NONE);
}
