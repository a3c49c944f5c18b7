/* Guide item 2.1, Initialization of configuration data: a camera is put to its factory settings and
 * set up from there. protocols.md E, row 2.1.
 *
 * How it works: "no administrator is registered" (Easy IP) and "not activated" (SADP) are said only
 * by a camera that stands as it left the factory; "registered" and "activated" by one that was set
 * up. Who saw both, in this order, saw it set up from the factory settings; with a new address
 * after, that is all the guide asks for. A camera that had an administrator when it was first seen
 * was installed before, and nothing is known of how. One that loses its administrator was
 * initialized again, which is told: it may be the owner or a thief.
 *
 * A camera is in service without having been set up when it gives pictures between two such words,
 * not long apart. After the last one somebody may have set it up over HTTPS, unseen. */
#include "rules/factory_login.h"
#include "rules/moment.h"

static const uint64_t duplicate_ns = 1000000000;
static const uint64_t fresh_ns = 600000000000; /* as long as what it said last is believed */

struct memory {
    struct factory_login login;
    struct ip unset_ip;   /* its address when it was first without an administrator */
    uint64_t unset_ns;    /* when it last said that it has none; 0: it has, or said nothing */
    uint64_t used_ns;     /* when it last gave pictures, since it was set up; 0: not seen */
    bool set_up;          /* it has said that it has an administrator */
    bool watched;         /* and before that it had none */
    bool factory_address; /* it has the address it came with */
    bool doubted;         /* for that */
    bool default_login;   /* a factory password was taken */
};

_Static_assert(sizeof(struct memory) <= ITEM_MEMORY_MAX, "memory of an item");

static bool is_within(uint64_t from_ns, uint64_t to_ns, uint64_t span_ns)
{
    return from_ns != 0 && to_ns >= from_ns && to_ns - from_ns <= span_ns;
}

static int seconds(uint64_t from_ns, uint64_t to_ns)
{
    return (int)((to_ns - from_ns) / 1000000000);
}

/* ---- addresses ---- */

static const struct ip *address_of(const struct observation *o)
{
    return o->from_client ? &o->client.ip : &o->server.ip;
}

/* Of IPv4 only: a camera has several of IPv6 at a time. */
static bool is_another(const struct ip *before, const struct ip *now)
{
    return ip_is_v4(before) && ip_is_v4(now) && !ip_is_group(before) && !ip_is_group(now) &&
           !ip_equal(before, now);
}

/* protocols.md B.4: of a camera that does not get its address by DHCP. */
static bool has_factory_address(const struct observation *o)
{
    static const uint8_t address[4] = { 192, 168, 0, 10 };
    struct ip factory = ip_from_v4(address);
    return o->kind == OBS_SETUP && o->setup.mode == ADDRESS_STATIC &&
           ip_equal(&o->setup.ip, &factory);
}

static struct opinion weigh_factory_address(struct memory *m)
{
    if (!m->set_up || !m->factory_address || m->used_ns == 0)
        return silent();
    m->doubted = true;
    return opine(VERDICT_SUSPECT, "factory-address",
                 "is in service at 192.168.0.10, the address it came with");
}

/* ---- no administrator, an administrator ---- */

static struct opinion weigh_unset(struct memory *m, const struct observation *o)
{
    uint64_t before_ns = m->unset_ns;
    bool had = m->set_up;
    if (is_within(before_ns, o->time_ns, duplicate_ns)) /* a mirror shows it twice */
        return silent();
    bool begins = before_ns == 0;
    bool again = begins && (m->set_up || m->used_ns != 0);
    bool used = !begins && m->used_ns >= before_ns && is_within(before_ns, o->time_ns, fresh_ns);
    if (begins || ip_is_group(&m->unset_ip))
        m->unset_ip = *address_of(o);
    if (begins)
        m->set_up = m->watched = m->default_login = m->doubted = false;
    m->unset_ns = o->time_ns;
    if (used)
        return opine(VERDICT_FAIL, "used-unset",
                     "gives pictures without having been set up: no administrator within %d s "
                     "before and after",
                     seconds(before_ns, o->time_ns));
    if (again)
        return opine(VERDICT_SUSPECT, "initialized-again", "has no administrator%s",
                     had ? " any more: it was initialized again"
                         : ", but gave pictures before: initialized again, or never set up");
    return opine(VERDICT_UNKNOWN, "factory-settings",
                 "has no administrator: it stands as it left the factory; what comes next decides");
}

static struct opinion weigh_watched(struct memory *m, const struct observation *o, bool ends)
{
    bool moved = is_another(&m->unset_ip, address_of(o));
    struct opinion x =
        opine(moved ? VERDICT_PASS : VERDICT_LIKELY_OK, moved ? "set-up" : "set-up-in-place",
              "was set up from its factory settings: an administrator, %s",
              moved ? "and a new address" : "at the address it had before");
    x.mends = !m->default_login && (ends || moved || m->doubted);
    m->doubted = false;
    return x;
}

static struct opinion weigh_set_up(struct memory *m, const struct observation *o)
{
    bool ends = m->unset_ns != 0;
    if (ends)
        m->used_ns = 0;
    m->watched = m->watched || ends;
    m->unset_ns = 0;
    m->set_up = true;
    if (o->kind == OBS_SETUP)
        m->factory_address = has_factory_address(o);
    struct opinion x = weigh_factory_address(m);
    if (x.reason != NULL)
        return x;
    if (m->watched)
        return weigh_watched(m, o, ends);
    x = opine(VERDICT_UNKNOWN, "installed-before",
              "had an administrator when it was first seen; how it was set up is not known");
    x.mends = m->doubted && !m->default_login;
    m->doubted = false;
    return x;
}

static struct opinion weigh_setup(struct memory *m, const struct observation *o)
{
    if (!o->setup.checksum_ok || o->setup.act == ACT_SET || o->setup.act == ACT_COMMIT)
        return silent();
    if (o->setup.administrator == ADMINISTRATOR_MISSING)
        return weigh_unset(m, o);
    return o->setup.administrator == ADMINISTRATOR_REGISTERED ? weigh_set_up(m, o) : silent();
}

static struct opinion weigh_setting(const struct weighing *w)
{
    const struct observation *o = w->o;
    if (!is_sender(w) || o->setting.name == NULL || strcmp(o->setting.name, "activated") != 0)
        return silent();
    return o->setting.enabled ? weigh_set_up(w->memory, o) : weigh_unset(w->memory, o);
}

/* ---- in service ---- */

static bool gives_pictures(const struct weighing *w)
{
    const struct observation *o = w->o;
    if (o->kind == OBS_MEDIA)
        return is_sender(w) && !o->media.control;
    if (o->kind != OBS_EXCHANGE || o->exchange.act != ACT_RESPONSE || o->exchange.status != 200)
        return false;
    if (!is_sender(w))
        return false;
    if (is_by(o, "http"))
        return o->exchange.content == CONTENT_JPEG;
    struct bytes method = bytes_of_text(o->exchange.method.s);
    return is_by(o, "rtsp") && method.n > 0 && !bytes_equal_text(method, "OPTIONS");
}

static struct opinion weigh_use(struct memory *m, uint64_t now_ns)
{
    m->used_ns = now_ns;
    if (!is_within(m->unset_ns, now_ns, fresh_ns))
        return weigh_factory_address(m);
    return opine(VERDICT_SUSPECT, "used-after-unset",
                 "gives pictures %d s after it said that it has no administrator",
                 seconds(m->unset_ns, now_ns));
}

static struct opinion weigh(const struct weighing *w)
{
    struct memory *m = w->memory;
    const struct observation *o = w->o;
    if (o->kind == OBS_SETUP)
        return weigh_setup(m, o);
    if (o->kind == OBS_SETTING)
        return weigh_setting(w);
    bool taken = w->part == PART_SERVER && factory_login_taken(&m->login, o);
    struct opinion x = gives_pictures(w) ? weigh_use(m, o->time_ns) : silent();
    if (!taken)
        return x;
    m->default_login = true;
    return opine(VERDICT_FAIL, "factory-login", "a factory login still works, over %s",
                 o->protocol);
}

static void recall(void *memory, const char *reason)
{
    struct memory *m = memory;
    m->default_login = m->default_login || strcmp(reason, "factory-login") == 0;
    m->doubted = m->doubted || strcmp(reason, "factory-address") == 0;
    if (strcmp(reason, "used-unset") == 0 || strcmp(reason, "initialized-again") == 0 ||
        strcmp(reason, "used-after-unset") == 0)
        m->unset_ns = 1;
}

static void move(void *memory, int64_t by_ns)
{
    struct memory *m = memory;
    move_time(&m->unset_ns, by_ns);
    move_time(&m->used_ns, by_ns);
}

const struct item initialization_item = {
    .about = {
        .number = "2.1",
        .title = "Initialization of configuration data",
        .recommended = "start from the factory settings",
        .level = LEVEL_ENTRY,
        .signature = 7221000,
        .severity = 3,
        .category = "Misc activity",
        .cwe = "CWE-1188",
        .meaning = "A camera whose settings are not known should be put back to its factory settings before it "
                   "is set up, so that nothing is left of earlier use.",
        .judged = "FAIL: it is in service as it left the factory: it gives pictures between two messages within ten minutes that say "
                  "that it has no administrator (Easy IP; SADP: not activated), or it still accepts a factory "
                  "login that crosses in clear. PASS: it was seen without an administrator, then with one, and with a new address. "
                  "LIKELY_OK: the same with the old address. SUSPECT: it lost its administrator, so it was initialized again; "
                  "it gave pictures soon after it said that it has none; or it is in service at the address it came "
                  "with. An administrator registered later ends what was said of the lack of one; only another "
                  "initialization ends a factory login.",
        .remedy = "[Maintenance] in the Settings menu: initialize the configuration data; then register an administrator and set the "
                  "camera up.",
        .unseen = "This camera did not say whether it has an administrator; how it was set up is not known.",
        .decides = "A search by Easy IP or SADP before and after it is set up. What was done before it was first seen is "
                   "not on the wire.",
    },
    .observable = true,
    .listens = { [PART_CLIENT] = 1u << OBS_MEDIA,
                 [PART_SERVER] = 1u << OBS_CHALLENGE | 1u << OBS_LOGIN | 1u << OBS_EXCHANGE |
                                 1u << OBS_MEDIA | 1u << OBS_SETTING,
                 [PART_SUBJECT] = 1u << OBS_SETUP },
    .memory_n = sizeof(struct memory),
    .weigh = weigh,
    .recall = recall,
    .move = move,
};
