#include <criterion/criterion.h>

#include "sensor/sandbox_refused.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "core/signals.h"
#include "sensor/sandbox_seccomp.h"
#include "tests/support/in_child.h"

static struct sandbox_tally *tally;

static bool enter(enum sandbox_role role)
{
    struct error e;
    return sandbox_refuse_softly(tally, &e) &&
           seccomp_enter(&(struct sandbox_settings){ .role = role }, &e);
}

static int errno_of(long number)
{
    errno = 0;
    return syscall(number, -1, 0, 0, 0) < 0 ? errno : 0;
}

static int call_twice(void *unused)
{
    (void)unused;
    if (!enter(SANDBOX_WORKER))
        return 100;
    int first = errno_of(SYS_socket);
    int second = errno_of(SYS_setuid);
    return first == EPERM && second == EPERM ? 0 : 1;
}

Test(sandbox_refused, is_an_error_to_the_code_and_counted_where_the_parent_sees_it)
{
    tally = sandbox_tally_new();
    cr_assert_eq(in_child(call_twice, NULL), 0);
    cr_expect_eq(atomic_load(&tally->refused), 2);
    cr_expect_eq(atomic_load(&tally->last), SYS_setuid);
    sandbox_tally_free(tally);
}

static int call_tomorrow(void *unused)
{
    (void)unused;
    return enter(SANDBOX_WORKER) ? errno_of(999) : 100;
}

Test(sandbox_refused, a_call_that_is_newer_than_the_program_is_one_that_the_kernel_does_not_have)
{
    tally = NULL;
    cr_expect_eq(in_child(call_tomorrow, NULL), ENOSYS);
}

static void *call_in_thread(void *result)
{
    *(int *)result = errno_of(SYS_socket);
    return NULL;
}

static int call_with_signals_blocked(void *unused)
{
    (void)unused;
    sigset_t all;
    pthread_t thread;
    int result = 0;
    if (!enter(SANDBOX_REPLAY))
        return 100;
    signals_of_main(&all);
    (void)pthread_sigmask(SIG_BLOCK, &all, NULL);
    if (pthread_create(&thread, NULL, call_in_thread, &result) != 0)
        return 101;
    (void)pthread_join(thread, NULL);
    return result;
}

Test(sandbox_refused, a_thread_that_leaves_signals_to_the_main_thread_is_not_ended_by_it)
{
    tally = NULL;
    cr_expect_eq(in_child(call_with_signals_blocked, NULL), EPERM);
}

Test(sandbox_refused, is_told_once)
{
    struct sandbox_tally t;
    atomic_init(&t.refused, 3);
    atomic_init(&t.last, SYS_socket);
    cr_expect_eq(sandbox_refused_tell(&t, 0), 3);
    cr_expect_eq(sandbox_refused_tell(&t, 3), 3);
    cr_expect_eq(sandbox_refused_tell(NULL, 5), 5);
}

/* Each process inside can write to it. */
Test(sandbox_refused, is_a_number_that_only_grows_whatever_stands_there)
{
    struct sandbox_tally t;
    atomic_init(&t.refused, 1);
    atomic_init(&t.last, -12345);
    cr_expect_eq(sandbox_refused_now(&t, 3), 3);
    cr_expect_eq(sandbox_refused_tell(&t, 3), 3);
    atomic_store(&t.refused, UINT64_MAX);
    cr_expect_eq(sandbox_refused_now(&t, 3), UINT64_C(1) << 53);
    cr_expect_eq(sandbox_refused_tell(&t, 3), UINT64_C(1) << 53);
}
