#include "core/secret.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

/* What the kernel says of the pages at p: the line of VmFlags. */
static void flags_of(const void *p, char *out, size_t room)
{
    FILE *f = fopen("/proc/self/smaps", "re");
    cr_assert_not_null(f);
    char start[32];
    bool found = false;
    (void)snprintf(start, sizeof start, "%lx-", (unsigned long)p);
    while (fgets(out, (int)room, f) != NULL && !(found && strncmp(out, "VmFlags:", 8) == 0))
        found = found || strncmp(out, start, strlen(start)) == 0;
    (void)fclose(f);
}

Test(secret, is_in_no_core_dump_and_in_no_child)
{
    char flags[256] = "";
    char *p = secret_new(100);
    cr_assert_not_null(p);
    for (size_t i = 0; i < 100; i++)
        cr_assert_eq(p[i], 0);
    memcpy(p, "s3cret", 7);
    flags_of(p, flags, sizeof flags);
    cr_expect_not_null(strstr(flags, " dd"), "%s", flags);
    cr_expect_not_null(strstr(flags, " dc"), "%s", flags);
    secret_free(p, 100);
    secret_free(NULL, 100);
}

Test(secret, what_crosses_the_wire_is_in_no_core_dump)
{
    char flags[256] = "";
    char *p = wire_memory_new(100000);
    cr_assert_not_null(p);
    for (size_t i = 0; i < 100000; i++)
        cr_assert_eq(p[i], 0);
    flags_of(p, flags, sizeof flags);
    cr_expect_not_null(strstr(flags, " dd"), "%s", flags);
    wire_memory_free(p, 100000);
    wire_memory_free(NULL, 100000);
}

Test(secret, nothing_mapped_nothing_kept_out)
{
    cr_expect_not(keep_undumped((void *)16, 4096));
}

Test(secret, shared_memory_is_read_by_copying)
{
    char *p = shared_memory_new(100), copy[8];
    cr_assert_not_null(p);
    memcpy(p, "shared!", sizeof copy);
    shared_memory_read(copy, p, sizeof copy);
    cr_expect_str_eq(copy, "shared!");
    shared_memory_free(p, 100);
}
