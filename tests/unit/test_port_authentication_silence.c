/* Guide item 4.1: the switch asks, and no answer of the camera is seen. */
#include <criterion/criterion.h>

#include "tests/support/dot1x_facts.h"
#include "tests/support/recalling.h"

/* By a switch whose MAC stands for several ports: maybe somebody else. */
static void asked_in_vain(struct court *c)
{
    court_show(c, switch_says(PORT_IDENTITY, PORT_METHOD_UNKNOWN));
    court_wait(c, 31);
    court_show(c, page_answered());
}

Test(port_authentication, is_suspicious_if_the_camera_never_answers_the_switch)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, switch_says(PORT_IDENTITY, PORT_METHOD_UNKNOWN));
    court_show(c, page_answered());
    cr_assert_eq(port_verdict(c), VERDICT_UNKNOWN, "it may be about to answer");
    court_wait(c, 31);
    court_show(c, page_answered());
    court_expect(c, "4.1", VERDICT_SUSPECT, "silent-yet-in", "goes on over TCP");
    court_close(c);
}

Test(port_authentication, is_not_suspicious_if_the_camera_answers_the_switch)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, switch_says(PORT_IDENTITY, PORT_METHOD_UNKNOWN));
    court_show(c, supplicant_says(PORT_IDENTITY, PORT_METHOD_UNKNOWN));
    asked_in_vain(c);
    cr_assert_eq(port_verdict(c), VERDICT_LIKELY_OK);
    court_close(c);
}

Test(port_authentication, trap_a_camera_that_took_part_is_not_the_one_that_is_asked_in_vain)
{
    static const struct {
        enum port_event event;
        bool by_switch;
    } part[] = { { PORT_START, false },
                 { PORT_IDENTITY, false },
                 { PORT_LOGOFF, false },
                 { PORT_SUCCESS, true } };
    for (size_t i = 0; i < sizeof part / sizeof part[0]; i++) {
        struct court *c = court_with_camera(NULL);
        enum port_method none = PORT_METHOD_UNKNOWN;
        court_show(c, part[i].by_switch ? switch_says(part[i].event, none)
                                        : supplicant_says(part[i].event, none));
        enum verdict before = port_verdict(c);
        asked_in_vain(c);
        asked_in_vain(c);
        cr_expect_eq(port_verdict(c), before, "event %d", part[i].event);
        court_close(c);
    }
}

Test(port_authentication, trap_a_refused_login_was_one)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, supplicant_says(PORT_ANSWERED, PORT_MD5));
    court_show(c, switch_says(PORT_FAILURE, PORT_MD5));
    court_show(c, supplicant_says(PORT_START, PORT_METHOD_UNKNOWN));
    asked_in_vain(c);
    court_expect(c, "4.1", VERDICT_SUSPECT, "refused", "EAP-MD5");
    court_close(c);
}

Test(port_authentication, does_not_take_a_bypass_for_taking_part)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, radius_says(PORT_IDENTITY, PORT_MAB));
    court_show(c, radius_says(PORT_FAILURE, PORT_MAB));
    asked_in_vain(c);
    court_expect(c, "4.1", VERDICT_SUSPECT, "silent-yet-in", "goes on over TCP");
    court_close(c);
}

/* ---- after a restart of the sensor ---- */

Test(port_authentication, recalls_that_the_camera_took_part)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, supplicant_says(PORT_START, PORT_METHOD_UNKNOWN));
    c = court_next(court_next(c, NULL, false), NULL, false);
    asked_in_vain(c);
    cr_assert_eq(port_verdict(c), VERDICT_LIKELY_OK);
    court_close(c);
}

Test(port_authentication, recalls_it_of_a_camera_whose_verdict_grew_old)
{
    struct court *c = court_with_camera("facts: {age: 1h}\n");
    port_login(c, PORT_TLS);
    court_wait(c, 7200);
    court_show(c, page_answered());
    cr_assert_eq(port_verdict(c), VERDICT_UNKNOWN);
    c = court_next(c, NULL, false);
    asked_in_vain(c);
    cr_assert_eq(port_verdict(c), VERDICT_UNKNOWN);
    court_close(c);
}

Test(port_authentication, recalls_it_beside_what_the_camera_says_of_itself)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, dot1x_configured(false));
    court_show(c, supplicant_says(PORT_IDENTITY, PORT_METHOD_UNKNOWN));
    c = court_next(c, NULL, false);
    court_wait(c, 1);
    asked_in_vain(c);
    court_expect(c, "4.1", VERDICT_SUSPECT, "dot1x-not-configured", "no configuration");
    court_close(c);
}

/* A state of a version that kept no words of it. */
Test(port_authentication, recalls_it_by_the_reasons_that_an_older_version_kept)
{
    static const struct {
        const char *reason;
        enum verdict verdict, after;
    } kept[] = { { "eap-tls", VERDICT_PASS, VERDICT_PASS },
                 { "takes-part", VERDICT_LIKELY_OK, VERDICT_LIKELY_OK },
                 { "success-bare", VERDICT_LIKELY_OK, VERDICT_LIKELY_OK },
                 { "dot1x-configured", VERDICT_LIKELY_OK, VERDICT_SUSPECT },
                 { "expired", VERDICT_UNKNOWN, VERDICT_SUSPECT } };
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++) {
        struct remembered_item r = { .verdict = kept[i].verdict,
                                     .opportunities = 1,
                                     .opportunity_ns = 1 };
        text_format(&r.reason, "%s", kept[i].reason);
        struct court *c = court_recalling("4.1", r);
        asked_in_vain(c);
        cr_expect_eq(port_verdict(c), kept[i].after, "%s", kept[i].reason);
        court_close(c);
    }
}

Test(port_authentication, suspects_a_silent_camera_that_was_recalled_and_never_took_part)
{
    struct court *c = court_next(court_with_camera(NULL), NULL, false);
    asked_in_vain(c);
    court_expect(c, "4.1", VERDICT_SUSPECT, "silent-yet-in", "goes on over TCP");
    court_close(c);
}
