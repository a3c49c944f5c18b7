#include "tests/support/clock_facts.h"

#include <criterion/criterion.h>

struct observation ntp_query(unsigned server)
{
    struct observation o = used("ntp", OBS_TIME_SYNC, 123);
    o.server = at_host(server, 123);
    o.transport = TRANSPORT_UDP;
    o.time_sync.role = TIME_CLIENT;
    return o;
}

struct observation ntp_query_telling(int32_t off_ms)
{
    struct observation o = ntp_query(50);
    o.time_sync.has_clock = true;
    o.time_sync.clock_off_ms = off_ms;
    return o;
}

struct observation ntp_answer(unsigned server, uint8_t stratum, uint8_t leap)
{
    struct observation o = ntp_query(server);
    o.from_client = false;
    o.time_sync.role = TIME_SERVER;
    o.time_sync.stratum = stratum;
    o.time_sync.leap = leap;
    return o;
}

struct observation ntp_answer_telling(int32_t off_ms)
{
    struct observation o = ntp_answer(50, 2, 0);
    o.time_sync.has_clock = true;
    o.time_sync.clock_off_ms = off_ms;
    return o;
}

struct observation clock_shown(const char *source, int32_t ahead_ms, uint32_t coarse_ms)
{
    struct observation o = served("http", OBS_CLOCK, 80);
    o.clock.source = source;
    o.clock.ahead_ms = ahead_ms;
    o.clock.coarse_ms = coarse_ms;
    return o;
}

struct observation date_time_type(const char *type)
{
    struct observation o = served("onvif", OBS_SETTING, 80);
    o.setting.name = "date_time_type";
    o.setting.value = text_of(bytes_of_text(type));
    return o;
}

void show_often(struct court *c, struct observation o, int times)
{
    for (int i = 0; i < times; i++) {
        court_show(c, o);
        court_wait(c, 5 * minute);
    }
}

void expect_date_time(struct court *c, enum verdict v)
{
    struct standing s = court_standing(c, "2.7");
    cr_assert_eq(s.verdict, v, "%s (%s)", verdict_name(s.verdict), s.why);
}
