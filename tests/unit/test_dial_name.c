/* With a resolver of the test's own, which can be held up. */
#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "alerts/dial.h"
#include "core/clock.h"

static sem_t let_go;
static atomic_int asked, freed;
static struct dial d;
static struct error e;

/* Takes the place of the system's. "slow..." has to be let go; "none" is nowhere; the rest is the
 * loopback. */
int getaddrinfo(const char *restrict host, const char *restrict port,
                const struct addrinfo *restrict hints, struct addrinfo **restrict found)
{
    struct sockaddr_in *to = calloc(1, sizeof *to);
    struct addrinfo *a = calloc(1, sizeof *a);
    bool literal = inet_pton(AF_INET, host, &to->sin_addr) == 1;
    int wrong = !literal && (hints->ai_flags & AI_NUMERICHOST) != 0 ? EAI_NONAME : 0;
    if (!literal && wrong == 0) {
        atomic_fetch_add(&asked, 1);
        if (strncmp(host, "slow", 4) == 0)
            (void)sem_wait(&let_go);
        wrong = strcmp(host, "none") == 0 ? EAI_NONAME : 0;
        to->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    }
    to->sin_family = AF_INET;
    to->sin_port = htons((uint16_t)strtoul(port, NULL, 10));
    *a = (struct addrinfo){ .ai_family = AF_INET,
                            .ai_addrlen = sizeof *to,
                            .ai_addr = (struct sockaddr *)to };
    *found = a;
    if (wrong != 0) {
        free(to);
        free(a);
    }
    return wrong;
}

void freeaddrinfo(struct addrinfo *a)
{
    free(a->ai_addr);
    free(a);
    atomic_fetch_add(&freed, 1);
}

static int listener;
static unsigned port;

static void begin(void)
{
    struct sockaddr_in address = { .sin_family = AF_INET };
    socklen_t n = sizeof address;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    cr_assert_eq(sem_init(&let_go, 0, 0), 0);
    cr_assert(dial_begin(&d, &e));
    listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    cr_assert_eq(bind(listener, (struct sockaddr *)&address, sizeof address), 0);
    cr_assert_eq(listen(listener, 8), 0);
    cr_assert_eq(getsockname(listener, (struct sockaddr *)&address, &n), 0);
    port = ntohs(address.sin_port);
}

static void end(void)
{
    dial_end(&d);
    (void)close(listener);
}

TestSuite(dial_name, .init = begin, .fini = end, .timeout = 30);

Test(dial_name, asks_nobody_for_an_address)
{
    cr_expect(dial_host(&d, "127.0.0.1", port, 10000, &e), "%s", e.s);
    cr_expect_eq(asked, 0);
    cr_expect_eq(freed, 1);
}

Test(dial_name, connects_to_the_address_of_a_name)
{
    cr_expect(dial_host(&d, "near", port, 10000, &e), "%s", e.s);
    cr_expect_eq(asked, 1);
    cr_expect_null(d.name);
}

Test(dial_name, says_that_a_name_is_not_known)
{
    cr_expect_not(dial_host(&d, "none", port, 10000, &e));
    cr_expect_str_eq(e.s, gai_strerror(EAI_NONAME));
    cr_expect_null(d.name);
}

Test(dial_name, waits_no_longer_than_it_should_and_asks_once)
{
    static const char late[] = "the resolver does not say in time what its address is";
    for (int i = 0; i < 3; i++) {
        cr_expect_not(dial_host(&d, "slow", port, 20, &e));
        cr_expect_str_eq(e.s, late);
    }
    cr_expect_not(dial_host(&d, "near", port, 20, &e), "one at a time");
    cr_expect_str_eq(e.s, late);
    cr_expect_eq(asked, 1);
    cr_expect(dial_host(&d, "127.0.0.1", port, 10000, &e), "an address needs no resolver");
    (void)sem_post(&let_go);
    cr_expect(dial_host(&d, "slow", port, 10000, &e), "%s", e.s);
    cr_expect_eq(asked, 1);
    cr_expect(dial_host(&d, "near", port, 10000, &e), "%s", e.s);
}

static void *stop(void *self)
{
    usleep(20000);
    dial_stop(&d);
    return self;
}

Test(dial_name, can_be_ended_while_it_looks_up)
{
    pthread_t thread;
    cr_assert_eq(pthread_create(&thread, NULL, stop, NULL), 0);
    cr_expect_not(dial_host(&d, "slow", port, 60000, &e));
    cr_expect_str_eq(e.s, "Operation canceled");
    (void)pthread_join(thread, NULL);
}

Test(dial_name, frees_what_nobody_waits_for_any_more)
{
    cr_expect_not(dial_host(&d, "slow", port, 20, &e));
    dial_end(&d);
    (void)sem_post(&let_go);
    uint64_t until = steady_ms() + 20000;
    while (freed == 0 && steady_ms() < until)
        usleep(1000);
    cr_expect_eq(freed, 1);
}
