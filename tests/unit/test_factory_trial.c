#include "dissectors/factory_trial.h"

#include <criterion/criterion.h>

static const struct password_default logins[] = { { "admin", "12345" },
                                                  { "root", "12345" },
                                                  { "", "1234" } };
static const struct password_defaults defaults = { .n = 3, .at = logins };

struct tries {
    size_t n;
    const char *wanted;
};

static bool fits(void *self, struct bytes password)
{
    struct tries *t = self;
    t->n++;
    return bytes_equal(password, bytes_of_text(t->wanted));
}

static struct password_weight try(struct tries *t, const char *user,
                                  const struct password_defaults *d)
{
    struct password_weight w = { 0 };
    const struct factory_trial trial = { fits, t };
    factory_try(&trial, bytes_of_text(user), d, &w);
    return w;
}

Test(factory_trial, tries_the_logins_of_the_user_and_of_any)
{
    struct tries t = { .wanted = "1234" };
    struct password_weight w = try(&t, "admin", &defaults);
    cr_assert(w.is_default && w.tried);
    cr_assert_eq(t.n, 2);

    t = (struct tries){ .wanted = "x" };
    w = try(&t, "admin", &defaults);
    cr_assert(w.tried && !w.is_default);
    cr_assert_eq(t.n, 2);
}

Test(factory_trial, has_not_tried_a_user_of_whom_the_list_says_nothing)
{
    struct tries t = { .wanted = "12345" };
    struct password_weight w = try(&t, "joe", &defaults);
    cr_assert_not(w.is_default || w.tried);
    cr_assert_eq(t.n, 1);
    cr_assert_not(try(&t, "admin", NULL).tried);
}

Test(factory_trial, tries_no_more_than_32)
{
    struct password_default many[99];
    for (size_t i = 0; i < 99; i++)
        many[i] = (struct password_default){ "admin", "x" };
    const struct password_defaults d = { .n = 99, .at = many };
    struct tries t = { .wanted = "y" };
    cr_assert(try(&t, "admin", &d).tried);
    cr_assert_eq(t.n, 32);
}
