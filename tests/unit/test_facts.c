#include <criterion/criterion.h>

#include "core/facts.h"

static const struct fact_field *field(enum observation_kind kind, const char *name)
{
    for (const struct fact_field *f = fact_kinds[kind].fields; f->name != NULL; f++)
        if (strcmp(f->name, name) == 0)
            return f;
    cr_assert_fail("%s has no field %s", fact_kinds[kind].name, name);
    return NULL;
}

static const char *text_at(const struct observation *o, const char *name)
{
    static char text[FACT_TEXT_MAX];
    return fact_text(o, field(o->kind, name), text) ? text : NULL;
}

Test(facts, every_kind_has_a_name)
{
    for (size_t i = 0; i < OBS_KINDS; i++)
        cr_assert_not_null(fact_kinds[i].name);
}

Test(facts, fields_read_as_their_type)
{
    struct observation o = { .kind = OBS_LOGIN,
                             .login = { .scheme = SCHEME_BASIC,
                                        .repeated = true,
                                        .password = { .seen = true, .classes = 3 },
                                        .user = { "admin" } } };
    cr_assert_str_eq(text_at(&o, "scheme"), "basic");
    cr_assert_str_eq(text_at(&o, "repeated"), "true");
    cr_assert_str_eq(text_at(&o, "password_classes"), "3");
    cr_assert_str_eq(text_at(&o, "user"), "admin");
    cr_assert_null(text_at(&o, "realm"), "what is empty is left out");
    cr_assert_null(text_at(&o, "outcome"), "what is not known is left out");
}

Test(facts, names_of_the_contract)
{
    struct observation snmp = { .kind = OBS_MANAGEMENT,
                                .management = { .version = 2, .level = LEVEL_NO_AUTH } };
    cr_assert_str_eq(text_at(&snmp, "version"), "2c");
    cr_assert_str_eq(text_at(&snmp, "level"), "noAuthNoPriv");
    struct observation tls = { .kind = OBS_TLS, .tls = { .version = 0x0303 } };
    cr_assert_str_eq(text_at(&tls, "version"), "0x0303");
    struct observation media = { .kind = OBS_MEDIA,
                                 .media = { .encrypted = ENCRYPTED_NO, .ssrc = 4000000000 } };
    cr_assert_str_eq(text_at(&media, "encrypted"), "no");
    cr_assert_str_eq(text_at(&media, "ssrc"), "4000000000");
    struct observation mapping = { .kind = OBS_MAPPING };
    cr_assert(ip_parse("192.0.2.7", &mapping.mapping.internal));
    cr_assert_str_eq(text_at(&mapping, "internal"), "192.0.2.7");
    struct observation device = { .kind = OBS_DEVICE,
                                  .device = { .mac = { { 1, 2, 3, 4, 5, 6 } } } };
    cr_assert_str_eq(text_at(&device, "mac"), "01:02:03:04:05:06");
}

Test(facts, equality_looks_at_what_is_said)
{
    struct observation a = { .kind = OBS_LOGIN, .protocol = "http", .login = { .user = { "x" } } };
    struct observation b = a;
    b.login.user.s[5] = 'z'; /* behind the end of the text */
    cr_assert(fact_equal(&a, &b));
    b.login.scheme = SCHEME_BASIC;
    cr_assert_not(fact_equal(&a, &b));
    b = a;
    b.frame_no = 2;
    cr_assert_not(fact_equal(&a, &b));
}
