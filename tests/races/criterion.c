/* Runs the tests of one program, each in a process of its own: see criterion/criterion.h. */
#include <criterion/criterion.h>

#include <fcntl.h>
#include <stdarg.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SKIPPED = 77, SLOWER = 10 };

static struct cr_suite *suites;
static struct cr_test *tests;
static int failures; /* of the test that this process is */

void cr_add_suite(struct cr_suite *suite)
{
    suite->next = suites;
    suites = suite;
}

void cr_add_test(struct cr_test *test)
{
    test->next = tests;
    tests = test;
}

void cr_failed(const char *file, int line, bool fatal, const char *what, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    (void)printf("%s:%d: not so: %s", file, line, what);
    (void)vprintf(format, list);
    (void)printf("\n");
    (void)fflush(stdout);
    va_end(list);
    failures++;
    if (fatal)
        _exit(1);
}

void cr_skip(const char *format, ...)
{
    va_list list;
    va_start(list, format);
    (void)printf("skipped: ");
    (void)vprintf(format, list);
    (void)printf("\n");
    (void)fflush(stdout);
    va_end(list);
    _exit(SKIPPED);
}

void cr_redirect_stderr(void)
{
    int fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (fd < 0 || dup2(fd, STDERR_FILENO) < 0)
        cr_skip("standard error cannot be redirected");
    close(fd);
}

static const struct cr_settings *suite_of(const struct cr_test *test)
{
    static const struct cr_settings none;
    for (const struct cr_suite *s = suites; s != NULL; s = s->next)
        if (strcmp(s->name, test->suite) == 0)
            return &s->settings;
    return &none;
}

static void call(void (*function)(void))
{
    if (function != NULL)
        function();
}

/* Ends by exit(), where ThreadSanitizer has the last word. */
static void run(const struct cr_test *test)
{
    const struct cr_settings *suite = suite_of(test);
    double timeout = test->settings.timeout > 0 ? test->settings.timeout : suite->timeout;
    (void)alarm((unsigned)(timeout * SLOWER));
    call(suite->init);
    call(test->settings.init);
    test->run();
    call(test->settings.fini);
    call(suite->fini);
    exit(failures > 0 ? 1 : 0);
}

static bool is_as_it_should_be(const struct cr_test *test, int status)
{
    if (test->settings.signal != 0)
        return WIFSIGNALED(status) && WTERMSIG(status) == test->settings.signal;
    int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return code == SKIPPED || code == test->settings.exit_code;
}

int main(void)
{
    int wrong = 0, n = 0;
    for (const struct cr_test *test = tests; test != NULL; test = test->next, n++) {
        int status = 0;
        pid_t child = fork();
        if (child == 0)
            run(test);
        if (child > 0 && waitpid(child, &status, 0) == child && is_as_it_should_be(test, status))
            continue;
        (void)printf("%s::%s: failed (%#x)\n", test->suite, test->name, (unsigned)status);
        (void)fflush(stdout);
        wrong++;
    }
    (void)printf("%d tests, %d failed\n", n, wrong);
    return wrong > 0;
}
