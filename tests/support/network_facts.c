#include "tests/support/network_facts.h"

#include <criterion/criterion.h>

struct observation network_setup(enum act act, enum address_mode mode, bool dns_set)
{
    struct observation o = easy_ip(act, WINDOW_UNKNOWN, ADMINISTRATOR_UNKNOWN);
    o.setup.mode = mode;
    o.setup.dns_set = dns_set;
    return o;
}

struct observation dns_lookup(unsigned server)
{
    struct observation o = used("dns", OBS_NAME_LOOKUP, 53);
    o.server = at_host(server, 53);
    o.transport = TRANSPORT_UDP;
    o.name_lookup.name = text_of(bytes_of_text("ntp.example"));
    return o;
}

void expect_network_unknown(struct court *c, const char *reason)
{
    struct standing s = court_standing(c, "2.6");
    cr_assert_eq(s.verdict, VERDICT_UNKNOWN, "%s (%s)", verdict_name(s.verdict), s.why);
    if (reason != NULL)
        cr_assert_str_eq(s.reason, reason);
    else
        cr_assert_null(s.reason);
}
