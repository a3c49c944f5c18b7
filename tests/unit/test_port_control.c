#include <criterion/criterion.h>

#include "dissectors/port_control.h"

static struct observation told(const struct port_control *m, struct port_control_state *state)
{
    static struct remarks remarks;
    static struct packet p = { .src.port = 40000, .dst.port = 5351 };
    cr_assert(ip_parse("192.0.2.9", &p.src.ip) && ip_parse("192.0.2.1", &p.dst.ip));
    remarks.n = 0;
    struct dissection d = { .state = state, .packet = &p, .remarks = &remarks };
    port_control_tell(&d, m);
    cr_assert_eq(remarks.n, 1);
    return remarks.o[0];
}

Test(port_control, a_request_asks_for_whoever_sends_it)
{
    struct port_control_state state = { 0 };
    struct port_control m = { .mapping = true, .lease_s = 60, .internal_port = 80, .udp = true };
    struct observation o = told(&m, &state);
    cr_assert_eq(o.mapping.act, ACT_ADD);
    cr_assert_eq(o.mapping.outcome, OUTCOME_UNKNOWN);
    cr_assert(o.mapping.udp);
    struct ip asker;
    cr_assert(ip_parse("192.0.2.9", &asker));
    cr_assert(ip_equal(&o.mapping.internal, &asker));
}

Test(port_control, a_refusal_is_of_what_was_asked_for)
{
    struct port_control_state state = { 0 };
    struct port_control ask = { .mapping = true, .lease_s = 0 };
    cr_assert_eq(told(&ask, &state).mapping.act, ACT_DELETE);
    struct port_control refusal = { .mapping = true, .answer = true, .result = 2, .lease_s = 30 };
    struct observation o = told(&refusal, &state);
    cr_assert_eq(o.mapping.act, ACT_DELETE);
    cr_assert_eq(o.mapping.outcome, OUTCOME_REFUSED);
}

Test(port_control, is_recognised_by_the_routers_port)
{
    struct port_control ask = { 0 }, answer = { .answer = true };
    struct opening to = { .from_port = 40000, .to_port = 5351 };
    cr_assert_eq(port_control_recognise(&to, &ask), MINE);
    cr_assert_eq(to.speaker, SPEAKER_CLIENT);
    cr_assert_eq(port_control_recognise(&to, &answer), NOT_MINE);
}
