/* Guide item 2.6, Network: addresses as designed, and the name service unset where it is not used.
 * protocols.md E, row 2.6.
 *
 * How it works: what the design is only the operator knows; of it the policy says which name
 * servers there are. So a name server that is asked is held against those; one that is set is
 * waited for to be asked. Of the address mode only what cannot be meant is judged: an address that
 * two use at once, and one that was made up because nobody gave any (RFC 3927).
 *
 * A FAIL stays, but for a name server that the policy lists since. A SUSPECT ends when the camera
 * shows the contrary, if it was all that was wrong; that two used an address stays. */
#include "rules/address_uses.h"
#include "rules/disallowed.h"
#include "rules/moment.h"
#include "rules/network.h"
#include "rules/vendors.h"

static const uint64_t day_ns = 86400000000000;

/* What speaks against it. */
enum wrong {
    WRONG_MADE_UP = 1, /* its address */
    WRONG_CLASH = 2,   /* somebody else has it too */
    WRONG_SERVER = 4,  /* name server */
    WRONG_UNUSED = 8,  /* a name server is set, and not asked */
    SAYS_UNSET = 16,   /* nothing wrong: what it said, if it does ask one */
};

struct memory {
    struct doubts doubts; /* first in here */
    struct address_uses uses;
    uint64_t from_ns, to_ns; /* between these it went to servers of other kinds */
    struct mac own;          /* as Easy IP states it */
    uint8_t mode;            /* enum address_mode */
    bool dns_set;
    bool asks;     /* name servers */
    bool asks_ntp; /* the time */
};

_Static_assert(sizeof(struct memory) <= ITEM_MEMORY_MAX, "memory of an item");

static const char *mode_words(const struct memory *m)
{
    static const char *const words[] = {
        [ADDRESS_UNKNOWN] = "",
        [ADDRESS_DHCP] = "; its address comes by DHCP",
        [ADDRESS_STATIC] = "; its address is static",
        [ADDRESS_AUTO] = "; its address mode is Auto",
    };
    return words[m->mode];
}

/* ---- is a name server set? ---- */

static struct opinion weigh_dns_setting(struct memory *m, uint32_t disproved)
{
    struct grounds *g = &m->doubts.grounds;
    disproved |= SAYS_UNSET;
    if (m->asks)
        return in_favour(
            g, disproved | WRONG_UNUSED,
            opine(VERDICT_LIKELY_OK, "dns-used", "asks name servers%s", mode_words(m)));
    if (m->dns_set)
        return in_favour(g, disproved,
                         opine(VERDICT_UNKNOWN, "dns-set",
                               "a name server is set; whether it is used is not known%s",
                               mode_words(m)));
    struct opinion x =
        in_favour(g, disproved | WRONG_UNUSED,
                  opine(VERDICT_PASS, "dns-unset", "no name server is set%s", mode_words(m)));
    g->wrong |= SAYS_UNSET;
    return x;
}

static bool is_made_up(const struct ip *ip)
{
    return ip_is_v4(ip) && ip->b[12] == 169 && ip->b[13] == 254;
}

static struct opinion weigh_setup(struct memory *m, const struct observation *o)
{
    char ip[IP_TEXT_MAX];
    bool of_itself = o->setup.act == ACT_RESPONSE || o->setup.act == ACT_ANNOUNCE;
    if (!o->setup.checksum_ok || !of_itself || o->setup.mode == ADDRESS_UNKNOWN)
        return silent();
    m->own = o->setup.mac;
    m->mode = (uint8_t)o->setup.mode;
    m->dns_set = o->setup.dns_set;
    if (is_made_up(&o->setup.ip))
        return against(&m->doubts.grounds, WRONG_MADE_UP,
                       opine(VERDICT_SUSPECT, "address-made-up",
                             "its address is %s, which it gave itself%s", ip_text(&o->setup.ip, ip),
                             mode_words(m)));
    return weigh_dns_setting(m, WRONG_MADE_UP);
}

static struct opinion weigh_setting(struct memory *m, const struct observation *o)
{
    if (o->setting.name != NULL && strcmp(o->setting.name, "dhcp") == 0)
        m->mode = o->setting.enabled ? ADDRESS_DHCP : ADDRESS_STATIC;
    if (o->setting.name == NULL || strcmp(o->setting.name, "dns") != 0)
        return silent();
    m->dns_set = o->setting.enabled;
    return weigh_dns_setting(m, 0);
}

/* ---- which name server is asked? ---- */

static struct opinion weigh_disallowed(struct memory *m, const struct observation *o, bool listed)
{
    char ip[IP_TEXT_MAX];
    ip_text(&o->server.ip, ip);
    disallowed_note(&m->doubts.disallowed, &o->server.ip);
    struct opinion x =
        listed ? opine(VERDICT_FAIL, "dns-server",
                       "asks the name server %s, which the policy does not list, for %s", ip,
                       o->name_lookup.name.s)
               : opine(VERDICT_SUSPECT, "dns-outside",
                       "asks the name server %s, outside of its own network, for %s", ip,
                       o->name_lookup.name.s);
    return against(&m->doubts.grounds, WRONG_SERVER, x);
}

static struct opinion weigh_lookup(struct memory *m, const struct weighing *w)
{
    const struct observation *o = w->o;
    char ip[IP_TEXT_MAX];
    bool dns = is_by(o, "dns") || is_by(o, "dns_tcp"); /* and not multicast DNS */
    if (!dns || !is_sender(w) || o->name_lookup.answer || ip_is_group(&o->server.ip))
        return silent();
    m->asks = true;
    bool listed = policy_lists_servers(w->policy, SERVER_DNS);
    bool allowed = policy_is_server(w->policy, SERVER_DNS, &o->server.ip);
    bool outside = !ip_is_private(&o->server.ip) && ip_is_private(&o->client.ip);
    if (!allowed && (listed || outside))
        return weigh_disallowed(m, o, listed);
    uint32_t disproved = WRONG_UNUSED | SAYS_UNSET;
    if (disallowed_was_only(&m->doubts.disallowed, &o->server.ip))
        disproved |= WRONG_SERVER;
    ip_text(&o->server.ip, ip);
    struct opinion x = allowed ? opine(VERDICT_PASS, "dns-allowed",
                                       "asks the policy's name server %s%s", ip, mode_words(m))
                               : opine(VERDICT_LIKELY_OK, "dns-used", "asks the name server %s%s",
                                       ip, mode_words(m));
    return in_favour(&m->doubts.grounds, disproved, x);
}

/* ---- whose address is it? ---- */

static bool is_cameras(const struct memory *m, const struct policy *p, const struct mac *mac)
{
    return vendor_by_mac(mac).weight >= VENDOR_WITH_SERVICE || mac_equal(mac, &m->own) ||
           policy_lists_mac(p, mac);
}

/* Whose fault it is cannot be seen, unless both are cameras, or the camera took what it had been
 * shown to be another's. */
static struct opinion weigh_clash(struct memory *m, const struct policy *p, struct address_clash c)
{
    char ip[IP_TEXT_MAX], one[MAC_TEXT_MAX], other[MAC_TEXT_MAX];
    bool one_is = is_cameras(m, p, &c.one->mac), other_is = is_cameras(m, p, &c.other->mac);
    bool late = (one_is && c.one->late) || (other_is && c.other->late);
    bool two = one_is && other_is;
    const char *reason = two ? "address-twice" : (late ? "address-taken" : "address-shared");
    struct opinion x =
        opine(two || late ? VERDICT_FAIL : VERDICT_SUSPECT, reason,
              "its address %s is used by %s and %s at the same time%s", ip_text(&c.one->ip, ip),
              mac_text(&c.one->mac, one), mac_text(&c.other->mac, other), mode_words(m));
    return against(&m->doubts.grounds, WRONG_CLASH, x);
}

static struct opinion weigh_address(struct memory *m, const struct weighing *w)
{
    const struct observation *o = w->o;
    if (is_by(o, "arp") || is_by(o, "nd")) {
        struct address_clash c = address_uses_note(&m->uses, o);
        return c.one != NULL ? weigh_clash(m, w->policy, c) : silent();
    }
    if (o->address.act != ADDRESS_ACK || !o->address.dhcp)
        return silent();
    m->mode = ADDRESS_DHCP;
    return m->dns_set ? silent()
                      : opine(VERDICT_UNKNOWN, "address-by-dhcp", "its address comes by DHCP");
}

/* ---- the whole ---- */

/* It went to a server whose name it would have looked up. */
static struct opinion weigh_client(struct memory *m, const struct weighing *w)
{
    const struct observation *o = w->o;
    if (o->kind != OBS_TIME_SYNC) {
        m->from_ns = m->from_ns == 0 ? o->time_ns : m->from_ns;
        m->to_ns = o->time_ns > m->to_ns ? o->time_ns : m->to_ns;
        return silent();
    }
    if (!is_sender(w))
        return silent();
    m->asks_ntp = true;
    return (m->doubts.grounds.wrong & WRONG_UNUSED) != 0
               ? in_favour(&m->doubts.grounds, WRONG_UNUSED,
                           opine(VERDICT_UNKNOWN, "dns-set",
                                 "a name server is set, which the time service may need"))
               : silent();
}

static struct opinion weigh(const struct weighing *w)
{
    struct memory *m = w->memory;
    const struct observation *o = w->o;
    if (o->kind == OBS_SETUP)
        return weigh_setup(m, o);
    if (o->kind == OBS_ADDRESS)
        return weigh_address(m, w);
    if (o->kind == OBS_NAME_LOOKUP)
        return weigh_lookup(m, w);
    if (o->kind == OBS_SETTING)
        return is_sender(w) ? weigh_setting(m, o) : silent();
    return weigh_client(m, w);
}

static struct opinion reflect(const struct weighing *w)
{
    struct memory *m = w->memory;
    uint64_t from_ns = m->from_ns > w->known_ns ? m->from_ns : w->known_ns;
    bool seen = m->to_ns >= from_ns + day_ns;
    if (!m->dns_set || m->asks || m->asks_ntp || !seen)
        return silent();
    return against(&m->doubts.grounds, WRONG_UNUSED,
                   opine(VERDICT_SUSPECT, "dns-unused",
                         "a name server is set, and in a day in which it went to other servers it "
                         "asked none%s",
                         mode_words(m)));
}

static void recall(void *memory, const char *reason)
{
    static const struct ground known[] = {
        { "address-made-up", WRONG_MADE_UP }, { "address-twice", WRONG_CLASH },
        { "address-taken", WRONG_CLASH },     { "address-shared", WRONG_CLASH },
        { "dns-server", WRONG_SERVER },       { "dns-outside", WRONG_SERVER },
        { "dns-unused", WRONG_UNUSED },
    };
    struct memory *m = memory;
    m->doubts.grounds.wrong |= ground_of(known, sizeof known / sizeof known[0], reason);
}

static void move(void *memory, int64_t by_ns)
{
    struct memory *m = memory;
    address_uses_move(&m->uses, by_ns);
    move_time(&m->from_ns, by_ns);
    move_time(&m->to_ns, by_ns);
}

const struct item network_settings_item = {
    .about = {
        .number = "2.6",
        .title = "Network",
        .recommended = "as designed; DNS unset where it is not used",
        .level = LEVEL_ENTRY,
        .signature = 7226000,
        .severity = 4,
        .category = "Misc activity",
        .cwe = "",
        .meaning = "The camera's address should be given the way the network's design says (static, DHCP, Auto), and "
                   "the name service be left unset where it is not used.",
        .judged = "FAIL: the policy lists name servers, and the camera asks another one; or its address is used by "
                  "another camera at the same time (ARP, IPv6 ND), or the camera took it though another host used it. "
                  "PASS: Easy IP or ONVIF says that no name server is set, and none is asked; or the camera asks one that the "
                  "policy lists. LIKELY_OK: it asks one, and the policy lists none. SUSPECT: from a private network it asks one "
                  "outside; one is set, and in a day in which the camera went to other servers it asked none "
                  "(a camera that asks for the time is let off: it may hold a name for long); its address is a made-up one "
                  "(169.254); another host that is no camera uses its address. The address mode is shown, not judged: the policy does not "
                  "say what is designed. Multicast DNS is no DNS, a probe or an answer by ARP no use of an address. A FAIL stays; "
                  "only a policy that lists the name server since ends that.",
        .remedy = "[Network] - [Network] in the Settings menu: the connection mode and address as designed; leave DNS unset, or "
                  "enter the name servers of this network.",
        .unseen = "This camera did not say by Easy IP or ONVIF whether a name server is set, and was not seen to ask "
                  "one.",
        .decides = "A search by Easy IP, or a name lookup of the camera; a list of `dns` servers in the policy makes "
                   "that certain.",
    },
    .observable = true,
    .listens = { [PART_CLIENT] = 1u << OBS_NAME_LOOKUP | 1u << OBS_TIME_SYNC | 1u << OBS_LOGIN |
                                 1u << OBS_TRANSFER | 1u << OBS_MAIL | 1u << OBS_TLS,
                 [PART_SERVER] = 1u << OBS_SETTING,
                 [PART_SUBJECT] = 1u << OBS_SETUP | 1u << OBS_ADDRESS },
    .memory_n = sizeof(struct memory),
    .weigh = weigh,
    .until_boot = true,
    .reflect = reflect,
    .recall = recall,
    .remember = doubts_remember,
    .remind = doubts_remind,
    .move = move,
};
