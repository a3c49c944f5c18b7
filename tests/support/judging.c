#include "tests/support/judging.h"

#include <criterion/criterion.h>
#include <stdlib.h>

#include "tests/support/policies.h"

const struct mac camera_mac = { { 0xd4, 0x2d, 0xc5, 0x00, 0x00, 0x01 } };
static const struct mac client_mac = { { 0x00, 0x1b, 0x21, 0x00, 0x00, 0x63 } };
static const struct mac server_mac = { { 0x00, 0x1b, 0x21, 0x00, 0x00, 0x32 } };

static void hear(void *self, const struct ruling *r)
{
    struct court *c = self;
    cr_assert_lt(c->n, HEARD_MAX);
    c->heard[c->n++] = *r;
}

struct court *court_open(struct policy *policy)
{
    struct court *c = calloc(1, sizeof *c);
    cr_assert_not_null(c);
    c->policy = policy != NULL ? policy : policy_default();
    c->time_ns = 1700000000000000000;
    c->judge = judge_new(c->policy, &c->counters, (struct ruling_listener){ hear, c });
    cr_assert_not_null(c->judge);
    return c;
}

static struct policy *policy_by(const char *yaml)
{
    return yaml != NULL ? good_policy(yaml) : policy_default();
}

struct court *court_with_camera(const char *yaml)
{
    struct court *c = court_open(policy_by(yaml));
    court_show(c, shows_itself());
    return c;
}

void court_go_over(struct court *c, const char *yaml)
{
    struct policy *old = c->policy;
    c->policy = policy_by(yaml);
    judge_use_policy(c->judge, c->policy);
    policy_free(old);
}

/* protocols.md F.1: nothing is kept of which nobody saw an opportunity to break it. */
static void expect_opportunities(struct court *c)
{
    size_t cameras = judge_cameras(c->judge);
    for (size_t camera = 0; camera < cameras; camera++)
        for (size_t i = 0; i < items_n; i++) {
            struct standing s = judge_standing(c->judge, camera, i);
            bool seen = s.opportunities > 0 && s.opportunity_ns != 0;
            cr_assert(s.verdict != VERDICT_PASS || seen, "%s", items[i]->about.number);
            cr_assert((s.lift != NULL) == (s.verdict == VERDICT_UNKNOWN), "%s",
                      items[i]->about.number);
        }
}

void court_close(struct court *c)
{
    expect_opportunities(c);
    judge_free(c->judge);
    policy_free(c->policy);
    free(c);
}

void court_wait(struct court *c, double seconds)
{
    c->time_ns += (uint64_t)(seconds * 1e9);
}

void court_show(struct court *c, struct observation o)
{
    if (o.frame_no == 0) {
        o.frame_no = ++c->frame_no;
        c->time_ns += 1000000;
    }
    c->frame_no = o.frame_no;
    o.time_ns = c->time_ns;
    judge_see(c->judge, &o);
}

static size_t place_of(const char *number)
{
    for (size_t i = 0; i < items_n; i++)
        if (strcmp(items[i]->about.number, number) == 0)
            return i;
    cr_assert_fail("no item %s", number);
    return 0;
}

struct standing court_standing(struct court *c, const char *item)
{
    cr_assert_eq(judge_cameras(c->judge), 1, "%zu cameras", judge_cameras(c->judge));
    return judge_standing(c->judge, 0, place_of(item));
}

uint64_t court_count(struct court *c, const char *item, const char *reason)
{
    struct standing s = court_standing(c, item);
    for (size_t i = 0; i < REASONS_MAX && s.by[i].reason != NULL; i++)
        if (strcmp(s.by[i].reason, reason) == 0)
            return s.by[i].n;
    return 0;
}

void court_expect(struct court *c, const char *item, enum verdict v, const char *reason,
                  const char *words)
{
    struct standing s = court_standing(c, item);
    cr_assert_eq(s.verdict, v, "%s is %s (%s)", item, verdict_name(s.verdict), s.why);
    cr_assert_not_null(s.reason, "%s was not judged", item);
    cr_assert_str_eq(s.reason, reason);
    cr_assert_not_null(strstr(s.why, words), "why: %s", s.why);
}

struct ip ip_host(unsigned host)
{
    uint8_t b[4] = { 192, 0, 2, (uint8_t)host };
    static const uint8_t outside[4] = { 203, 0, 113, 0 };
    if (host >= 1000)
        memcpy(b, outside, 3);
    return ip_from_v4(b);
}

struct endpoint at_host(unsigned host, uint16_t port)
{
    return (struct endpoint){ ip_host(host), port };
}

struct observation served(const char *protocol, enum observation_kind kind, uint16_t port)
{
    return (struct observation){ .kind = kind,
                                 .protocol = protocol,
                                 .client = at_host(99, 50000),
                                 .server = at_host(10, port),
                                 .client_mac = client_mac,
                                 .server_mac = camera_mac,
                                 .transport = TRANSPORT_TCP,
                                 .roles = ROLES_BY_SYN,
                                 .both_ways = true };
}

struct observation asked(const char *protocol, enum observation_kind kind, uint16_t port)
{
    struct observation o = served(protocol, kind, port);
    o.from_client = true;
    return o;
}

struct observation used(const char *protocol, enum observation_kind kind, uint16_t port)
{
    return (struct observation){ .kind = kind,
                                 .protocol = protocol,
                                 .client = at_host(10, 40000),
                                 .server = at_host(50, port),
                                 .client_mac = camera_mac,
                                 .server_mac = server_mac,
                                 .transport = TRANSPORT_TCP,
                                 .roles = ROLES_BY_SYN,
                                 .from_client = true,
                                 .both_ways = true };
}

struct observation answered(const char *protocol, uint16_t port, const char *method,
                            uint16_t status, enum scheme scheme)
{
    struct observation o = served(protocol, OBS_EXCHANGE, port);
    o.exchange.act = ACT_RESPONSE;
    o.exchange.status = status;
    o.exchange.scheme = scheme;
    o.exchange.method = text_of(bytes_of_text(method));
    return o;
}

struct observation answered_by_maker(const char *protocol, uint16_t port, const char *method,
                                     uint16_t status)
{
    struct observation o = answered(protocol, port, method, status, SCHEME_NONE);
    o.exchange.agent = text_of(bytes_of_text("Vivotek Network Camera"));
    return o;
}

struct observation easy_ip(enum act act, enum window window, enum administrator administrator)
{
    static const uint8_t all[4] = { 255, 255, 255, 255 };
    struct observation o = served("easyip", OBS_SETUP, 10669);
    o.client = (struct endpoint){ ip_from_v4(all), 10669 };
    o.client_mac = (struct mac){ { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff } };
    o.transport = TRANSPORT_UDP;
    o.setup.act = act;
    o.setup.mac = camera_mac;
    o.setup.ip = ip_host(10);
    o.setup.window = window;
    o.setup.administrator = administrator;
    o.setup.checksum_ok = true;
    return o;
}

struct observation shows_itself(void)
{
    struct observation o = easy_ip(ACT_RESPONSE, WINDOW_UNKNOWN, ADMINISTRATOR_UNKNOWN);
    struct observation d = o;
    d.kind = OBS_DEVICE;
    memset(&d.device, 0, sizeof d.device);
    d.device.mac = camera_mac;
    d.device.ip = o.setup.ip;
    d.device.camera = true;
    d.device.model = text_of(bytes_of_text("TEST"));
    return d;
}

static void expect_unobservable(struct court *c, const char *item, const char *words)
{
    struct standing s = court_standing(c, item);
    cr_expect_eq(s.verdict, VERDICT_NOT_OBSERVABLE);
    cr_expect(strstr(s.item->about.unseen, words) != NULL);
    cr_expect_eq(s.count, 0);
    cr_expect_eq(s.opportunities, 0);
}

void court_cannot_observe(const char *item, const char *words)
{
    struct court *c = court_open(NULL);
    court_show(c, shows_itself());
    expect_unobservable(c, item, words);
    court_show(c, answered("http", 80, "GET", 200, SCHEME_BASIC));
    court_show(c, answered("rtsp", 554, "DESCRIBE", 200, SCHEME_NONE));
    struct observation fetched = asked("ftp", OBS_TRANSFER, 21);
    fetched.transfer.act = ACT_DOWNLOAD;
    court_show(c, fetched);
    judge_end(c->judge, c->time_ns);
    expect_unobservable(c, item, words);
    for (size_t i = 0; i < c->n; i++)
        cr_expect_str_neq(c->heard[i].item->number, item);
    court_close(c);
}

size_t court_rulings(const struct court *c, const char *item, struct ruling *last)
{
    size_t n = 0;
    for (size_t i = 0; i < c->n; i++) {
        if (strcmp(c->heard[i].item->number, item) != 0)
            continue;
        *last = c->heard[i];
        n++;
    }
    return n;
}

struct observation rtsp_camera(unsigned host)
{
    struct observation o = answered_by_maker("rtsp", 554, "DESCRIBE", 401);
    o.server = at_host(host, 554);
    o.server_mac = (struct mac){ { 0x00, 0x1b, 0x21, 0, 0, 0x0a } };
    return o;
}
