#include "tests/support/policies.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static void write_file(const char *folder, const char *name, const char *text,
                       char path[static 128])
{
    (void)snprintf(path, 128, "%s/%s", folder, name);
    FILE *f = fopen(path, "w");
    cr_assert_not_null(f);
    cr_assert_geq(fputs(text, f), 0);
    cr_assert_eq(fclose(f), 0);
}

static struct policy *read_with(const char *yaml, const char *name, const char *text, unsigned mode,
                                struct error *e)
{
    char folder[] = "/tmp/camwarden-policy-XXXXXX", path[128], beside[128] = "";
    cr_assert_not_null(mkdtemp(folder));
    write_file(folder, "policy.yaml", yaml, path);
    if (text != NULL) {
        write_file(folder, name, text, beside);
        cr_assert_eq(chmod(beside, mode), 0);
    }
    struct error said = { "" };
    struct policy *p = policy_read(path, &said);
    size_t cut = strncmp(said.s, folder, strlen(folder)) == 0 ? strlen(folder) + 1 : 0;
    (void)snprintf(e->s, sizeof e->s, "%s", said.s + cut);
    (void)unlink(path);
    (void)unlink(beside);
    (void)rmdir(folder);
    return p;
}

struct policy *policy_with_keys(const char *yaml, const char *keys, unsigned mode, struct error *e)
{
    return read_with(yaml, "keys.txt", keys, mode, e);
}

struct policy *policy_from(const char *yaml, const char *logins, struct error *e)
{
    return read_with(yaml, "logins.txt", logins, 0644, e);
}

struct policy *good_policy(const char *yaml)
{
    struct error e;
    struct policy *p = policy_from(yaml, NULL, &e);
    cr_assert_not_null(p, "%s", e.s);
    return p;
}

void expect_mistake(const char *yaml, const char *sentence)
{
    struct error e;
    struct policy *p = policy_from(yaml, NULL, &e);
    cr_assert_null(p, "no mistake found in: %s", yaml);
    cr_assert_str_eq(e.s, sentence);
}
