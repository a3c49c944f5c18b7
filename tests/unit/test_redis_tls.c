/* The real Redis on a TLS port of the loopback. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alerts/redis.h"
#include "alerts/sink.h"
#include "tests/support/redis_server.h"
#include "tests/support/tls_peer.h"

static char folder[] = "/tmp/camwarden-rediss-XXXXXX";
static struct redis_server server;
static char tls_port[8];
static char port[8];
static char files[5][64];
static struct error e;

enum file { CA, SIEM, OLD, OWN, US };

static const struct bytes lines[] = { { (const uint8_t *)"{\"a\":1}", 7 },
                                      { (const uint8_t *)"{\"b\":2}", 7 } };

static void begin(void)
{
    static const char *const names[] = { "ca.pem", "siem.pem", "old.pem", "own.pem", "us.pem" };
    cr_assert_not_null(mkdtemp(folder));
    tls_peer_certificates(folder);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        (void)snprintf(files[i], sizeof files[i], "%s/%s", folder, names[i]);
}

static void end(void)
{
    redis_server_end(&server);
    char name[64];
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        (void)unlink(files[i]);
    (void)snprintf(name, sizeof name, "%s/us.crt", folder);
    (void)unlink(name);
    (void)snprintf(name, sizeof name, "%s/us.key", folder);
    (void)unlink(name);
    (void)rmdir(folder);
}

TestSuite(redis_tls, .init = begin, .fini = end, .timeout = 60);

static void serve(enum file cert, const char *clients)
{
    static const char *options[16];
    const char *given[] = { "--port",
                            port,
                            "--tls-port",
                            tls_port,
                            "--tls-cert-file",
                            files[cert],
                            "--tls-key-file",
                            files[cert],
                            "--tls-ca-cert-file",
                            files[CA],
                            "--tls-auth-clients",
                            clients,
                            NULL };
    (void)snprintf(port, sizeof port, "%u", free_port());
    do
        (void)snprintf(tls_port, sizeof tls_port, "%u", free_port());
    while (strcmp(port, tls_port) == 0);
    memcpy(options, given, sizeof given);
    redis_server_start(&server, options);
}

static const char *place(const char *scheme, const char *at, enum file ca, const char *more)
{
    static char url[256];
    if (strcmp(scheme, "rediss") == 0)
        (void)snprintf(url, sizeof url, "rediss://127.0.0.1:%s?ca=%s%s", at, files[ca], more);
    else
        (void)snprintf(url, sizeof url, "redis://127.0.0.1:%s", at);
    return url;
}

static void expect_delivery(const char *url)
{
    void *s = redis_sink.open(url, &e);
    cr_assert_not_null(s, "%s", e.s);
    const struct batch b = { .n = 2, .line = lines, .sender = "me", .epoch = 1, .first = 1 };
    cr_expect(redis_sink.deliver(s, &b, &e), "%s", e.s);
    cr_expect(redis_sink.beat(s, "north", bytes_of_text("{}"), &e), "%s", e.s);
    (void)redis_sink.close(s, &e);
    cr_expect_str_eq(redis_server_text(&server, "LRANGE camwarden:alerts 0 -1"),
                     "{\"a\":1} {\"b\":2}");
}

static void expect_refusal(const char *url, const char *why)
{
    e.s[0] = '\0';
    cr_expect_null(redis_sink.open(url, &e));
    cr_expect_not_null(strstr(e.s, why), "'%s', not '%s'", e.s, why);
    cr_expect_not_null(strstr(e.s, "127.0.0.1:"), "%s", e.s);
}

Test(redis_tls, delivers_to_whom_it_trusts)
{
    serve(SIEM, "no");
    expect_delivery(place("rediss", tls_port, CA, ""));
    expect_delivery(place("rediss", tls_port, CA, "&name=siem.test"));
}

Test(redis_tls, delivers_more_than_a_record_holds)
{
    enum { SIZE = 300000 };
    static uint8_t big[SIZE];
    memset(big, 'x', sizeof big);
    serve(SIEM, "no");
    void *s = redis_sink.open(place("rediss", tls_port, CA, ""), &e);
    cr_assert_not_null(s, "%s", e.s);
    const struct bytes line = { big, sizeof big };
    const struct batch b = { .n = 1, .line = &line, .sender = "me", .epoch = 1, .first = 1 };
    cr_expect(redis_sink.deliver(s, &b, &e), "%s", e.s);
    (void)redis_sink.close(s, &e);
    cr_expect_eq(redis_server_number(&server, "LLEN camwarden:alerts"), 1);
}

Test(redis_tls, says_whose_certificate_it_does_not_accept)
{
    serve(SIEM, "no");
    expect_refusal(place("rediss", tls_port, CA, "&name=siem.other"),
                   "its certificate is not accepted: hostname mismatch");
    expect_refusal(place("rediss", tls_port, OWN, ""),
                   "its certificate is not accepted: self-signed certificate in certificate chain");
    redis_server_end(&server);
    serve(OLD, "no");
    expect_refusal(place("rediss", tls_port, CA, ""),
                   "its certificate is not accepted: certificate has expired");
}

Test(redis_tls, shows_who_we_are)
{
    char us[96];
    serve(SIEM, "yes");
    (void)snprintf(us, sizeof us, "&cert=%s", files[US]);
    expect_delivery(place("rediss", tls_port, CA, us));
    expect_refusal(place("rediss", tls_port, CA, ""), "certificate required");
    (void)snprintf(us, sizeof us, "&cert=%s", files[OWN]);
    expect_refusal(place("rediss", tls_port, CA, us), "TLS: ");
}

Test(redis_tls, says_that_one_end_does_not_speak_tls)
{
    serve(SIEM, "no");
    expect_refusal(place("rediss", port, CA, ""), "TLS");
    expect_refusal(place("redis", tls_port, CA, ""), "Redis");
    expect_delivery(place("redis", port, CA, ""));
}

Test(redis_tls, does_not_wait_for_a_port_that_says_nothing)
{
    char at[8];
    const struct tls_peer_settings silent = { .says_nothing = true };
    (void)snprintf(at, sizeof at, "%u", tls_peer_begin(&silent));
    expect_refusal(place("rediss", at, CA, ""), "it does not answer in TLS");
    tls_peer_end();
}

/* A sensor that gives its rights away can read them no more. */
Test(redis_tls, reads_the_files_once)
{
    serve(SIEM, "no");
    struct redis *r = redis_new(place("rediss", tls_port, CA, ""), &e);
    cr_assert_not_null(r, "%s", e.s);
    (void)unlink(files[CA]);
    for (int i = 0; i < 3; i++)
        cr_expect(redis_connect(r, &e), "%s", e.s);
    redis_free(r);
    cr_expect_null(redis_new(place("rediss", tls_port, CA, ""), &e));
    cr_expect_not_null(strstr(e.s, "cannot read certificates from"), "%s", e.s);
}

Test(redis_tls, connects_anew_after_a_kill)
{
    serve(SIEM, "no");
    void *s = redis_sink.open(place("rediss", tls_port, CA, ""), &e);
    cr_assert_not_null(s, "%s", e.s);
    const struct batch b = { .n = 2, .line = lines, .sender = "me", .epoch = 1, .first = 1 };
    redis_server_kill(&server);
    cr_expect_not(redis_sink.deliver(s, &b, &e));
    cr_expect(redis_sink.broken(s));
    redis_server_again(&server);
    cr_assert(redis_sink.mend(s, &e), "%s", e.s);
    cr_expect(redis_sink.deliver(s, &b, &e), "%s", e.s);
    (void)redis_sink.close(s, &e);
}
