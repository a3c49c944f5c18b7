#include <criterion/criterion.h>

#include "sensor/service.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

/* The manager's end of it: a socket without a file, named after this process. */
static int manager = -1;

static void begin(void)
{
    struct sockaddr_un at = { .sun_family = AF_UNIX };
    int n =
        snprintf(at.sun_path + 1, sizeof at.sun_path - 1, "camwarden-service-%d", (int)getpid());
    manager = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    cr_assert_geq(manager, 0);
    socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)n);
    cr_assert_eq(bind(manager, (struct sockaddr *)&at, size), 0);
    at.sun_path[0] = '@';
    cr_assert_eq(setenv("NOTIFY_SOCKET", at.sun_path, 1), 0);
    unsetenv("WATCHDOG_USEC");
    unsetenv("WATCHDOG_PID");
}

static void end(void)
{
    close(manager);
}

TestSuite(service, .init = begin, .fini = end);

/* What has come in last, "" if nothing has. */
static const char *told(void)
{
    static char message[1024];
    ssize_t n = recv(manager, message, sizeof message - 1, 0);
    message[n > 0 ? n : 0] = '\0';
    return message;
}

Test(service, says_that_it_is_ready_and_what_it_does)
{
    service_ready("listening on eth1 (af_packet, 1 worker, shunt)");
    cr_expect_str_eq(told(), "READY=1\nSTATUS=listening on eth1 (af_packet, 1 worker, shunt)");
    service_status("2 cameras");
    cr_expect_str_eq(told(), "STATUS=2 cameras");
    cr_expect_str_eq(told(), "", "and nothing else");
}

Test(service, says_that_it_stops)
{
    service_stopping();
    cr_expect_str_eq(told(), "STOPPING=1");
}

static uint64_t now_us(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

Test(service, says_when_it_reloads)
{
    uint64_t before = now_us(), said = 0;
    service_reloading();
    cr_expect_eq(sscanf(told(), "RELOADING=1\nMONOTONIC_USEC=%" SCNu64, &said), 1);
    cr_expect_geq(said, before);
    cr_expect_leq(said, now_us());
    service_reloaded();
    cr_expect_str_eq(told(), "READY=1");
}

Test(service, puts_a_status_into_one_line)
{
    service_status("an interface\nREADY=1\r\nSTOPPING=1");
    cr_expect_str_eq(told(), "STATUS=an interface.READY=1..STOPPING=1");
    char longer[400];
    memset(longer, 'a', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    service_status(longer);
    cr_expect_eq(strlen(told()), strlen("STATUS=") + 191);
}

Test(service, keeps_the_watchdog_quiet_twice_as_often_as_it_must)
{
    cr_expect_eq(service_watchdog_ms(), 0);
    setenv("WATCHDOG_USEC", "30000000", 1);
    cr_expect_eq(service_watchdog_ms(), 15000);
    setenv("WATCHDOG_USEC", "1500", 1);
    cr_expect_eq(service_watchdog_ms(), 1, "never none because of rounding");
    service_alive();
    cr_expect_str_eq(told(), "WATCHDOG=1");
}

Test(service, leaves_the_watchdog_of_another_process_alone)
{
    setenv("WATCHDOG_USEC", "30000000", 1);
    setenv("WATCHDOG_PID", "1", 1);
    cr_expect_eq(service_watchdog_ms(), 0);
}

Test(service, says_nothing_where_nobody_listens)
{
    unsetenv("NOTIFY_SOCKET");
    service_ready("listening");
    service_alive();
    service_stopping();
    cr_expect_str_eq(told(), "");
}
