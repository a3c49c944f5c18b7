#include <criterion/criterion.h>

#include "core/observation_sound.h"

#include <stdlib.h>

#include "core/facts.h"
#include "core/hash.h"

static struct observation login(void)
{
    struct observation o = { .kind = OBS_LOGIN,
                             .protocol = "rtsp",
                             .transport = TRANSPORT_TCP,
                             .roles = ROLES_BY_SYN,
                             .from_client = true,
                             .login = { .scheme = SCHEME_BASIC, .outcome = OUTCOME_ACCEPTED } };
    text_format(&o.login.user, "admin");
    return o;
}

static bool sound(const struct observation *o)
{
    struct constants c = constants_of_program();
    return observation_is_sound(o, &c);
}

Test(observation_sound, takes_what_a_dissector_says)
{
    struct observation o = login();
    cr_assert(sound(&o));
    o = (struct observation){ .kind = OBS_MEDIA, .protocol = "rtp" };
    cr_assert(sound(&o), "no reason is a reason");
    o.media.because = "rtp-clear";
    cr_assert(sound(&o));
}

Test(observation_sound, refuses_numbers_that_are_in_no_table)
{
    struct observation o = login();
    o.kind = OBS_KINDS;
    cr_expect_not(sound(&o));
    o = login();
    o.login.scheme = SCHEMES;
    cr_expect_not(sound(&o));
    o = login();
    o.roles = (enum roles)77;
    cr_expect_not(sound(&o));
    o = login();
    o.transport = (enum transport) - 1;
    cr_expect_not(sound(&o));
    o = login();
    o.login.password.classes = 200;
    cr_expect_not(sound(&o));
    o = (struct observation){ .kind = OBS_MANAGEMENT, .protocol = "snmp" };
    o.management.version = 9;
    cr_expect_not(sound(&o));
}

Test(observation_sound, refuses_texts_without_end_and_bytes_that_no_text_has)
{
    struct observation o = login();
    memset(o.login.realm.s, 'A', sizeof o.login.realm.s);
    cr_expect_not(sound(&o));
    o = login();
    o.login.realm.s[0] = '\x1b';
    cr_expect_not(sound(&o));
}

Test(observation_sound, refuses_truths_that_are_neither)
{
    struct observation o = login();
    memset(&o.login.repeated, 7, 1);
    cr_expect_not(sound(&o));
    o = login();
    memset(&o.both_ways, 2, 1);
    cr_expect_not(sound(&o));
}

static char not_constant[] = "rtsp";

Test(observation_sound, refuses_addresses_that_are_not_of_a_constant)
{
    static const char unending[] = "a word that is longer than any word of the program's own that "
                                   "ever stands in a fact";
    char *heap = strdup("rtsp");
    const char *const wrong[] = {
        NULL, (const char *)1, (const char *)UINTPTR_MAX,     not_constant,
        heap, unending,        (const char *)(uintptr_t)&exit
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct observation o = login();
        o.protocol = wrong[i];
        cr_expect_not(sound(&o), "%zu", i);
    }
    free(heap);
}

Test(observation_sound, refuses_what_has_no_name_where_its_name_is_read)
{
    struct observation o = { .kind = OBS_SETTING, .protocol = "http" };
    cr_expect_not(sound(&o));
    o.setting.name = "dhcp";
    cr_expect(sound(&o));
    o = (struct observation){ .kind = OBS_CLOCK, .protocol = "http" };
    cr_expect_not(sound(&o));
    o.clock.source = "date";
    cr_expect(sound(&o));
    o = (struct observation){ .kind = OBS_PICTURE, .protocol = "http" };
    cr_expect_not(sound(&o));
    o.picture.because = "JPEG";
    cr_expect(sound(&o));
}

Test(observation_sound, knows_the_values_of_every_enumeration_that_is_told)
{
    for (size_t k = 0; k < OBS_KINDS; k++)
        for (const struct fact_field *f = fact_kinds[k].fields; f->name != NULL; f++)
            if (f->type == FACT_NAME || f->type == FACT_NAME_U8)
                cr_expect_gt(f->names_n, 0, "%s.%s", fact_kinds[k].name, f->name);
}

/* Whatever passes can be told: every field has a text or none, and nothing is read beyond. */
Test(observation_sound, lets_nothing_pass_of_garbage_that_cannot_be_told)
{
    struct constants c = constants_of_program();
    uint64_t seed = 7;
    size_t passed = 0;
    for (int round = 0; round < 200000; round++) {
        struct observation o = login();
        uint8_t *bytes = (uint8_t *)&o;
        o.kind = (enum observation_kind)(round % OBS_KINDS);
        for (int i = 0; i < 3; i++) {
            seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
            bytes[(seed >> 33) % sizeof o] = (uint8_t)(seed >> 25);
        }
        if (!observation_is_sound(&o, &c))
            continue;
        passed++;
        char text[FACT_TEXT_MAX];
        for (const struct fact_field *f = fact_kinds[o.kind].fields; f->name != NULL; f++)
            (void)fact_text(&o, f, text);
        cr_assert_lt(strlen(o.protocol), 64);
    }
    cr_expect_gt(passed, 0);
}
