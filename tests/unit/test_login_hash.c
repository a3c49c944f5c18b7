#include "dissectors/login_hash.h"

#include <criterion/criterion.h>

static const struct password_default logins[] = { { "admin", "admin" },
                                                  { "admin", "12345" },
                                                  { "888888", "888888" } };
static const struct password_defaults defaults = { .n = 3, .at = logins };

static struct password_weight weigh(const char *user, const char *said,
                                    const struct login_challenge *c)
{
    struct password_weight w = { 0 };
    login_hash_weigh(bytes_of_text(user), bytes_of_text(said), c, &defaults, &w);
    cr_assert_not(w.seen);
    return w;
}

static void set(struct login_salt *s, const char *text)
{
    s->n = (uint8_t)strlen(text);
    memcpy(s->b, text, s->n);
}

/* As programs of others compute it: MD5 in upper case, twice. */
Test(login_hash, knows_a_factory_password_behind_that_of_dahua)
{
    struct login_challenge c = { .recipe = LOGIN_RECIPE_DAHUA };
    set(&c.salt, "Login to 4A02A33PAG1A0C8");
    set(&c.nonce, "1693475372");
    struct password_weight w = weigh("admin", "243961926C1A78E5F0AC185BEBCF9E28", &c);
    cr_assert(w.is_default && w.tried);
    cr_assert(weigh("admin", "243961926c1a78e5f0ac185bebcf9e28", &c).is_default);

    w = weigh("admin", "243961926C1A78E5F0AC185BEBCF9E29", &c);
    cr_assert(w.tried && !w.is_default);
    w = weigh("joe", "243961926C1A78E5F0AC185BEBCF9E28", &c);
    cr_assert_not(w.tried || w.is_default);
    set(&c.nonce, "1693475373");
    cr_assert_not(weigh("admin", "243961926C1A78E5F0AC185BEBCF9E28", &c).is_default);
}

Test(login_hash, knows_a_factory_password_behind_that_of_isapi)
{
    struct login_challenge c = { .recipe = LOGIN_RECIPE_ISAPI, .rounds = 100 };
    set(&c.salt, "bfb48b4d42c78444ac329797f68b67dc4f823a23a9b485f4e8fcb2985c985b95");
    set(&c.nonce, "e92ad56c3ebef37aa097bc7e02ad4992");
    struct password_weight w =
        weigh("admin", "bf5faac39326a0511b06464412001d03485ab5e11fd0290603912c502abbc4ae", &c);
    cr_assert(w.is_default && w.tried);
    w = weigh("admin", "d8b082af53cff920bbabc0a56b6c75de56cef664c1143fbea5755ac46c5d28fb", &c);
    cr_assert(w.tried && !w.is_default);

    set(&c.second, "s2");
    cr_assert(weigh("admin", "4b009721812213aeb457ac61585b3a55aa9c20a89bef6698dea8b0d8f033dbb1", &c)
                  .is_default);

    c.recipe = LOGIN_RECIPE_ISAPI_UNSALTED;
    c.second.n = 0;
    cr_assert(weigh("admin", "5f861c3c69e869adf801a98798d32024530ddc2a404e053593e4d480a64c216d", &c)
                  .is_default);
}

Test(login_hash, knows_a_factory_password_that_was_hashed_with_nothing)
{
    static const char *const said[] = {
        "827ccb0eea8a706c4c34a16891f84e7b",
        "827CCB0EEA8A706C4C34A16891F84E7B",
        "8cb2237d0679ca88db6464eac60da96345513964",
        "5994471abb01112afcc18159f6cc74b4f511b99806da59b3caf5a9c173cacfc5",
        "gnzLDuqKcGxMNKFokfhOew==",
        "NTk5NDQ3MWFiYjAxMTEyYWZjYzE4MTU5ZjZjYzc0YjRmNTExYjk5ODA2ZGE1OWIzY2FmNWE5YzE3M2NhY2ZjNQ==",
        "75e7109aa7f34c90eda0721057ad060e",
        "7488e331b8b64e5794da3fa4eb10ad5d",
        "6V0Y4HLF",
        "6QNMIQGe",
    };
    for (size_t i = 0; i < sizeof said / sizeof said[0]; i++) {
        struct password_weight w = weigh("admin", said[i], NULL);
        cr_assert(w.is_default && w.tried, "%s", said[i]);
        cr_assert_not(weigh("joe", said[i], NULL).is_default);
    }
}

Test(login_hash, does_not_say_that_it_tried_what_may_have_been_hashed_otherwise)
{
    struct login_challenge none = { 0 }, c = { .recipe = LOGIN_RECIPE_ISAPI, .rounds = 2 };
    static const char *const said[] = { "827ccb0eea8a706c4c34a16891f84e7c",
                                        "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz",
                                        "6V0Y4HLf",
                                        "12345",
                                        "",
                                        "AAAA",
                                        "!!!!",
                                        "gnzLDuqKcGxMNKFokfhOfw==" };
    for (size_t i = 0; i < sizeof said / sizeof said[0]; i++) {
        struct password_weight w = weigh("admin", said[i], &none);
        cr_assert_not(w.is_default || w.tried, "%s", said[i]);
        w = weigh("admin", said[i], &c);
        cr_assert_not(w.is_default || w.tried, "%s", said[i]);
    }
}
