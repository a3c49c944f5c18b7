#include <criterion/criterion.h>

#include "sensor/sandbox_check.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct found {
    int status;
    char *text;
};

static struct found check(bool no_sandbox)
{
    struct sensor_options o = { .common = common_options_default(), .control = "/tmp/none/x" };
    struct found f = { 0 };
    size_t n = 0;
    FILE *out = open_memstream(&f.text, &n);
    o.common.no_sandbox = no_sandbox;
    if (geteuid() == 0)
        o.user = "nobody";
    f.status = sandbox_check(&o, out);
    (void)fclose(out);
    return f;
}

Test(sandbox_check, in_the_sandbox_all_is_refused)
{
#ifdef CAMWARDEN_SANITIZED
    cr_skip_test("a sanitizer needs more");
#else
    struct found f = check(false);
    cr_expect_eq(f.status, EXIT_OK, "%s", f.text);
    cr_expect_not_null(strstr(f.text, "all refused"));
    cr_expect_null(strstr(f.text, "POSSIBLE"));
    free(f.text);
#endif
}

Test(sandbox_check, without_it_what_is_possible_is_said)
{
    struct found f = check(true);
    cr_expect_eq(f.status, EXIT_VIOLATIONS);
    cr_expect_not_null(strstr(f.text, "POSSIBLE"));
    cr_expect_null(strstr(f.text, "seccomp"));
    free(f.text);
}
