#include <criterion/criterion.h>

#include "sensor/worker_orders.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/secret.h"

static struct worker_orders *new_orders(void)
{
    struct error e;
    struct worker_orders *o = worker_orders_new(&e);
    cr_assert_not_null(o);
    return o;
}

static const struct password_default logins[] = { { "admin", "Canary-1" },
                                                  { "", "" },
                                                  { "a", "" } };
static const struct fingerprint_key key = { { 1, 2, 3 } };

Test(worker_orders, stop_is_seen_by_a_process_that_was_forked)
{
    struct worker_orders *o = new_orders();
    cr_assert_not(worker_orders_is_stop(o));
    pid_t child = fork();
    if (child == 0) {
        while (!worker_orders_is_stop(o))
            (void)usleep(1000);
        _exit(7);
    }
    worker_orders_stop(o);
    int status = 0;
    cr_assert_eq(waitpid(child, &status, 0), child);
    cr_assert_eq(WEXITSTATUS(status), 7);
    worker_orders_free(o);
}

Test(worker_orders, secrets_arrive_as_they_were_given)
{
    struct worker_orders *o = new_orders();
    struct srtp_keys *srtp = srtp_keys_new();
    srtp->n = 1;
    srtp->at[0] = (struct srtp_key){ .of = SRTP_OF_SSRC, .ssrc = 77, .key = { 9 } };
    struct known_secrets s = { .passwords = { 3, logins, 8, &key }, .srtp = srtp };
    uint64_t number = worker_orders_give(o, &s);
    srtp_keys_free(srtp);
    struct own_secrets *own = worker_orders_copy(o);
    cr_assert_not_null(own);
    cr_assert_eq(own->number, number);
    cr_assert_eq(own->secrets.passwords.n, 3);
    for (size_t i = 0; i < 3; i++) {
        cr_expect_str_eq(own->secrets.passwords.at[i].user, logins[i].user);
        cr_expect_str_eq(own->secrets.passwords.at[i].password, logins[i].password);
    }
    cr_expect_eq(own->secrets.passwords.minimum, 8);
    cr_expect_arr_eq(own->secrets.passwords.key, &key, sizeof key);
    cr_expect_eq(own->secrets.srtp->at[0].ssrc, 77);
    own_secrets_free(own);
    worker_orders_free(o);
}

Test(worker_orders, later_secrets_take_the_place_of_earlier_ones)
{
    struct worker_orders *o = new_orders();
    struct known_secrets s = { .passwords = { 3, logins, 0, NULL } };
    uint64_t first = worker_orders_give(o, &s);
    uint64_t second = worker_orders_give(o, NULL);
    cr_assert_gt(second, first);
    struct own_secrets *own = worker_orders_copy(o);
    cr_expect_eq(own->number, second);
    cr_expect_eq(own->secrets.passwords.n, 0);
    cr_expect_null(own->secrets.passwords.key);
    cr_expect_null(own->secrets.srtp);
    own_secrets_free(own);
    worker_orders_free(o);
}

Test(worker_orders, a_list_that_is_too_long_is_cut_between_two_logins)
{
    enum { LOGINS = 5000, LONG = 1000 };
    static char word[LONG + 1];
    static struct password_default many[LOGINS];
    memset(word, 'x', LONG);
    for (size_t i = 0; i < LOGINS; i++)
        many[i] = (struct password_default){ "u", word };
    struct worker_orders *o = new_orders();
    struct known_secrets s = { .passwords = { LOGINS, many, 0, NULL } };
    (void)worker_orders_give(o, &s);
    struct own_secrets *own = worker_orders_copy(o);
    cr_assert_gt(own->secrets.passwords.n, 4000);
    cr_assert_lt(own->secrets.passwords.n, LOGINS);
    cr_expect_str_eq(own->secrets.passwords.at[own->secrets.passwords.n - 1].password, word);
    own_secrets_free(own);
    worker_orders_free(o);
}

struct giver {
    struct worker_orders *orders;
    atomic_bool ended;
};

static void *give_over_and_over(void *self)
{
    struct giver *g = self;
    struct known_secrets s = { .passwords = { 3, logins, 8, &key } };
    for (int i = 0; i < 20000; i++) {
        (void)worker_orders_give(g->orders, i % 2 == 0 ? &s : NULL);
        if (i % 64 == 0)
            (void)usleep(100);
    }
    atomic_store(&g->ended, true);
    return NULL;
}

/* False: none could be had, for it was being written. */
static bool copy_is_of_one_time(const struct worker_orders *o)
{
    struct own_secrets *own = worker_orders_copy(o);
    if (own == NULL)
        return false;
    size_t n = own->secrets.passwords.n;
    cr_assert(n == 0 || n == 3);
    cr_assert_eq(own->secrets.passwords.minimum, n == 0 ? 0 : 8);
    cr_assert_eq(own->secrets.passwords.key != NULL, n == 3);
    own_secrets_free(own);
    return true;
}

Test(worker_orders, a_copy_is_of_one_time_or_none)
{
    struct giver g = { .orders = new_orders() };
    pthread_t thread;
    cr_assert_eq(pthread_create(&thread, NULL, give_over_and_over, &g), 0);
    while (!atomic_load(&g.ended))
        (void)copy_is_of_one_time(g.orders);
    cr_assert_eq(pthread_join(thread, NULL), 0);
    cr_expect(copy_is_of_one_time(g.orders), "nobody writes any more");
    worker_orders_free(g.orders);
}

/* The lines of /proc/self/maps that are of the orders. */
static int mappings(uintptr_t *from, uintptr_t *to, char rights[5])
{
    char line[512];
    int n = 0;
    FILE *f = fopen("/proc/self/maps", "r");
    while (fgets(line, sizeof line, f) != NULL)
        if (strstr(line, "camwarden-orders") != NULL &&
            sscanf(line, "%lx-%lx %4s", from, to, rights) == 3)
            n++;
    (void)fclose(f);
    return n;
}

Test(worker_orders, a_forked_process_cannot_write_to_them_nor_make_it_possible)
{
    struct worker_orders *o = new_orders();
    pid_t child = fork();
    if (child == 0) {
        uintptr_t from = 0, to = 0;
        char rights[5] = "";
        bool one = mappings(&from, &to, rights) == 1 && strcmp(rights, "r--s") == 0;
        void *p = (void *)from;
        bool refused = mprotect(p, to - from, PROT_READ | PROT_WRITE) != 0;
        _exit(one && refused ? 0 : 1);
    }
    int status = 0;
    cr_assert_eq(waitpid(child, &status, 0), child);
    cr_assert_eq(status, 0);
    worker_orders_free(o);
}
