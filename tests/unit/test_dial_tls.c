/* alerts/tls.c, as it is used: under a dial. */
#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "alerts/dial.h"
#include "core/clock.h"
#include "tests/support/tls_peer.h"

static char folder[] = "/tmp/camwarden-tls-XXXXXX";
static struct error e;
static struct dial d;
static struct tls_context *context;

static const char *in_folder(const char *name)
{
    static char paths[4][128];
    static unsigned next;
    char *path = paths[next++ % 4];
    (void)snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

static void begin(void)
{
    cr_assert_not_null(mkdtemp(folder));
    tls_peer_certificates(folder);
    cr_assert(dial_begin(&d, &e));
}

static void end(void)
{
    static const char *const names[] = { "ca.pem", "siem.pem", "old.pem", "own.pem",
                                         "us.pem", "us.crt",   "us.key" };
    dial_end(&d);
    tls_context_free(context);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        (void)unlink(in_folder(names[i]));
    (void)rmdir(folder);
}

TestSuite(dial_tls, .init = begin, .fini = end, .timeout = 60);

static bool connect_to(const struct tls_peer_settings *peer, const struct tls_settings *us,
                       const char *host)
{
    unsigned port = tls_peer_begin(peer);
    context = tls_context_new(us, &e);
    cr_assert_not_null(context, "%s", e.s);
    cr_assert(dial_host(&d, "127.0.0.1", port, 10000, &e), "%s", e.s);
    return dial_tls(&d, context, host, 10000, &e);
}

static void expect_echo(size_t n)
{
    char *said = malloc(n), *heard = malloc(n);
    cr_assert(said != NULL && heard != NULL);
    for (size_t i = 0; i < n; i++)
        said[i] = (char)(i * 7);
    cr_assert(dial_send(&d, said, n, 10000));
    cr_assert(dial_drained(&d, 10000));
    for (size_t got = 0; got < n;) {
        ssize_t more = dial_receive(&d, heard + got, n - got, steady_ms() + 10000);
        cr_assert_gt(more, 0);
        got += (size_t)more;
    }
    cr_expect_eq(memcmp(said, heard, n), 0);
    free(said);
    free(heard);
}

Test(dial_tls, speaks_with_whom_it_trusts)
{
    for (int version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++) {
        const struct tls_peer_settings peer = { .cert = in_folder("siem.pem"), .version = version };
        const struct tls_settings us = { .ca = in_folder("ca.pem") };
        cr_assert(connect_to(&peer, &us, "127.0.0.1"), "%s", e.s);
        expect_echo(5);
        expect_echo(50000);
        char one;
        cr_expect_eq(dial_receive(&d, &one, 1, 0), -1);
        cr_expect_eq(errno, ETIMEDOUT, "there is no more");
        dial_hang_up(&d);
        cr_expect_null(d.tls);
        tls_peer_end();
        tls_context_free(context);
        context = NULL;
    }
}

Test(dial_tls, expects_the_name_it_is_told)
{
    const struct tls_peer_settings peer = { .cert = in_folder("siem.pem"),
                                            .version = TLS1_3_VERSION };
    const struct tls_settings us = { .ca = in_folder("ca.pem"), .name = "siem.test" };
    cr_assert(connect_to(&peer, &us, "10.0.0.7"), "%s", e.s);
    expect_echo(5);
    dial_hang_up(&d);
    tls_peer_end();
}

static void expect_refusal(const struct tls_peer_settings *peer, const struct tls_settings *us,
                           const char *host, const char *why)
{
    cr_expect_not(connect_to(peer, us, host));
    cr_expect_str_eq(e.s, why, "'%s', not '%s'", e.s, why);
    cr_expect(d.fd == -1 && d.tls == NULL);
    tls_peer_end();
    tls_context_free(context);
    context = NULL;
}

Test(dial_tls, refuses_whom_it_does_not_trust)
{
    struct tls_peer_settings peer = { .cert = in_folder("siem.pem"), .version = TLS1_3_VERSION };
    const struct tls_settings us = { .ca = in_folder("ca.pem") };
    const struct tls_settings systems = { .ca = NULL };
    expect_refusal(&peer, &us, "siem.other", "its certificate is not accepted: hostname mismatch");
    expect_refusal(&peer, &us, "127.0.0.2", "its certificate is not accepted: IP address mismatch");
    expect_refusal(&peer, &systems, "siem.test",
                   "its certificate is not accepted: unable to get local issuer certificate");
    peer.cert = in_folder("old.pem");
    expect_refusal(&peer, &us, "siem.test",
                   "its certificate is not accepted: certificate has expired");
    peer.cert = in_folder("own.pem");
    expect_refusal(&peer, &us, "siem.test",
                   "its certificate is not accepted: self-signed certificate");
}

Test(dial_tls, refuses_what_is_no_tls_or_too_old)
{
    const struct tls_settings us = { .ca = in_folder("ca.pem") };
    const struct tls_peer_settings old = { .cert = in_folder("siem.pem"),
                                           .version = TLS1_1_VERSION };
    const struct tls_peer_settings plain = { .cert = NULL };
    const struct tls_peer_settings gone = { .hangs_up = true };
    expect_refusal(&old, &us, "siem.test", "TLS: tlsv1 alert protocol version");
    expect_refusal(&plain, &us, "siem.test", "it does not speak TLS");
    expect_refusal(&gone, &us, "siem.test", "it hung up instead of speaking TLS");
}

Test(dial_tls, shows_who_we_are)
{
    for (int version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++) {
        const struct tls_peer_settings peer = { .cert = in_folder("siem.pem"),
                                                .wants = in_folder("ca.pem"),
                                                .version = version };
        const struct tls_settings both = { .ca = peer.wants, .cert = in_folder("us.pem") };
        cr_assert(connect_to(&peer, &both, "siem.test"), "%s", e.s);
        expect_echo(5);
        dial_hang_up(&d);
        tls_peer_end();
        tls_context_free(context);
    }
    const struct tls_peer_settings peer = { .cert = in_folder("siem.pem"),
                                            .wants = in_folder("ca.pem"),
                                            .version = TLS1_3_VERSION };
    const struct tls_settings apart = { .ca = peer.wants,
                                        .cert = in_folder("us.crt"),
                                        .cert_key = in_folder("us.key") };
    cr_assert(connect_to(&peer, &apart, "siem.test"), "%s", e.s);
    expect_echo(5);
    dial_hang_up(&d);
    tls_peer_end();
}

/* Before anything is said that would be lost. */
Test(dial_tls, knows_that_its_certificate_is_refused)
{
    for (int version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++) {
        const struct tls_peer_settings peer = { .cert = in_folder("siem.pem"),
                                                .wants = in_folder("ca.pem"),
                                                .version = version };
        const struct tls_settings none = { .ca = peer.wants };
        const struct tls_settings other = { .ca = peer.wants, .cert = in_folder("own.pem") };
        expect_refusal(&peer, &none, "siem.test",
                       version == TLS1_3_VERSION ? "TLS: tlsv13 alert certificate required"
                                                 : "TLS: sslv3 alert handshake failure");
        expect_refusal(&peer, &other, "siem.test", "TLS: tlsv1 alert unknown ca");
    }
}

Test(dial_tls, waits_no_longer_than_it_should)
{
    const struct tls_peer_settings silent = { .says_nothing = true };
    unsigned port = tls_peer_begin(&silent);
    context = tls_context_new(&(struct tls_settings){ .ca = in_folder("ca.pem") }, &e);
    cr_assert(dial_host(&d, "127.0.0.1", port, 10000, &e));
    cr_expect_not(dial_tls(&d, context, "siem.test", 50, &e));
    cr_expect_str_eq(e.s, "it does not answer in TLS");
    tls_peer_end();
}

Test(dial_tls, notices_that_the_other_end_has_hung_up)
{
    const struct tls_peer_settings peer = { .cert = in_folder("siem.pem"),
                                            .version = TLS1_3_VERSION };
    const struct tls_settings us = { .ca = in_folder("ca.pem") };
    cr_assert(connect_to(&peer, &us, "siem.test"), "%s", e.s);
    cr_assert_eq(shutdown(d.fd, SHUT_WR), 0); /* it hears the end, and ends */
    tls_peer_end();
    char one;
    cr_expect_leq(dial_receive(&d, &one, 1, steady_ms() + 10000), 0);
    cr_expect_not(dial_send(&d, "x", 1, 1000), "and no signal");
}

Test(dial_tls, says_which_file_cannot_be_used)
{
    char why[256];
    const char *absent = "/nowhere/file.pem";
    cr_expect_null(tls_context_new(&(struct tls_settings){ .ca = absent }, &e));
    cr_expect_str_eq(e.s, "cannot read certificates from /nowhere/file.pem: No such file or "
                          "directory");
    cr_expect_null(tls_context_new(&(struct tls_settings){ .cert = absent }, &e));
    cr_expect_str_eq(e.s, "cannot read a certificate from /nowhere/file.pem: No such file or "
                          "directory");
    const char *no_key = in_folder("us.crt");
    cr_expect_null(tls_context_new(&(struct tls_settings){ .cert = no_key }, &e));
    (void)snprintf(why, sizeof why, "cannot read the certificate's key from %s: ", no_key);
    cr_expect_eq(strncmp(e.s, why, strlen(why)), 0, "%s", e.s);
    const char *locked = "-----BEGIN ENCRYPTED PRIVATE KEY-----\n";
    int fd = open(in_folder("us.key"), O_WRONLY | O_TRUNC | O_CLOEXEC);
    cr_assert_gt(write(fd, locked, strlen(locked)), 0);
    (void)close(fd);
    const struct tls_settings closed = { .cert = no_key, .cert_key = in_folder("us.key") };
    cr_expect_null(tls_context_new(&closed, &e), "and nobody is asked for its password");
    const struct tls_settings others = { .cert = no_key, .cert_key = in_folder("own.pem") };
    cr_expect_null(tls_context_new(&others, &e));
    cr_expect_not_null(strstr(e.s, "key values mismatch"), "%s", e.s);
}
