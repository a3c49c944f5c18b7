#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "alerts/dial.h"

static struct dial d;
static struct error e;

static void begin(void)
{
    cr_assert(dial_begin(&d, &e));
}

static void end(void)
{
    dial_end(&d);
}

TestSuite(dial_reach, .init = begin, .fini = end, .timeout = 30);

Test(dial_reach, says_why_it_cannot_connect)
{
    cr_expect_not(dial_path(&d, "/nowhere/s", 1000, &e));
    cr_expect_str_eq(e.s, "No such file or directory");
    cr_expect_not(dial_host(&d, "127.0.0.1", 1, 1000, &e));
    cr_expect_str_eq(e.s, "Connection refused");
    char name[200];
    memset(name, 'x', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    cr_expect_not(dial_path(&d, name, 1000, &e));
    cr_expect_str_eq(e.s, "its path is too long");
    cr_expect_eq(d.fd, -1);
}

/* Of its name there are two addresses, or one; somebody listens at the IPv4 one alone. */
Test(dial_reach, tries_each_address_of_a_name)
{
    struct sockaddr_in address = { .sin_family = AF_INET };
    socklen_t n = sizeof address;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    cr_assert_eq(bind(listener, (struct sockaddr *)&address, n), 0);
    cr_assert_eq(listen(listener, 4), 0);
    cr_assert_eq(getsockname(listener, (struct sockaddr *)&address, &n), 0);
    cr_expect(dial_host(&d, "localhost", ntohs(address.sin_port), 5000, &e), "%s", e.s);
    cr_expect(dial_host(&d, "127.0.0.1", ntohs(address.sin_port), 5000, &e), "%s", e.s);
    cr_expect_geq(d.fd, 0);
    (void)close(listener);
}

Test(dial_reach, tells_datagrams_from_a_stream)
{
    char path[] = "/tmp/camwarden-reach-XXXXXX";
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    cr_assert_geq(close(mkstemp(path)), 0);
    cr_assert_eq(unlink(path), 0);
    (void)snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    cr_assert_eq(bind(listener, (struct sockaddr *)&address, sizeof address), 0);
    cr_expect_not(dial_datagrams(&d, path, &e));
    cr_expect_eq(errno, EPROTOTYPE);
    cr_expect_eq(d.fd, -1);
    cr_expect_not(dial_datagrams(&d, "/nowhere/s", &e));
    cr_expect_str_eq(e.s, "No such file or directory");
    (void)close(listener);
    (void)unlink(path);
}
