/* Guide item 3.1, Open ports: none but those that are open from the factory, or that the policy
 * allows. protocols.md E, row 3.1.
 *
 * How it works: a port is open when the camera takes a TCP connection on it, or answers there as a
 * server what it can only have heard there. RTP, and connections that the camera opens itself (to
 * its cloud, an alarm receiver, an FTP server), make none. A port for one connection only is no
 * service: one for data of FTP counts for nothing, another one from 32768 on is suspicious until it
 * answers a second time.
 *
 * A FAIL ends when each port that led to it refuses, or is allowed by another policy; but not if
 * there were more than the map has room for. */
#include "rules/access.h"
#include "rules/moment.h"
#include "rules/port_map.h"

static const uint64_t ftp_session_ns = 86400000000000;

enum {
    PEERS_MAX = 2,
    SCANNED = 64,       /* so many ports that refuse are a scan */
    PASSING_ON = 32768, /* where Linux begins to take ports for a while, RFC 6056 section 3.2 */
    WELL_KNOWN = 1024,
    FTPS_PORT = 990,
    EASYIP_PORT = 10670
};

/* Whom it speaks FTP with, as server or client. */
struct ftp_peer {
    struct ip ip;
    uint64_t last_ns; /* 0: nobody */
};

struct memory {
    struct ftp_peer peers[PEERS_MAX];
    struct port_map ports;
    struct ip answered; /* whom it answered last by TCP */
    bool blamed;        /* something was said that may be taken back */
};

_Static_assert(sizeof(struct memory) <= ITEM_MEMORY_MAX, "memory of an item");

static const char *name_of(struct port p)
{
    return p.transport == TRANSPORT_TCP ? "TCP" : "UDP";
}

/* ---- FTP's data connections, RFC 959 section 3.2 ---- */

static void note_ftp(struct memory *m, const struct weighing *w)
{
    const struct observation *o = w->o;
    bool implicit = o->kind == OBS_TLS && o->server.port == FTPS_PORT;
    if (!is_by(o, "ftp") && !implicit)
        return;
    struct ip ip = w->part == PART_SERVER ? o->client.ip : o->server.ip;
    struct ftp_peer *p = &m->peers[0];
    for (size_t i = 1; i < PEERS_MAX && !ip_equal(&p->ip, &ip); i++)
        if (ip_equal(&m->peers[i].ip, &ip) || m->peers[i].last_ns < p->last_ns)
            p = &m->peers[i];
    *p = (struct ftp_peer){ ip, w->now_ns };
}

static bool is_ftp_data(const struct memory *m, const struct weighing *w)
{
    if (w->o->server.port < WELL_KNOWN)
        return false;
    for (size_t i = 0; i < PEERS_MAX; i++) {
        const struct ftp_peer *p = &m->peers[i];
        bool recent = p->last_ns != 0 && w->now_ns < p->last_ns + ftp_session_ns;
        if (recent && ip_equal(&p->ip, &w->o->client.ip))
            return true;
    }
    return false;
}

/* ---- what is made of it ---- */

/* Nothing answers that should not, as far as somebody tried. */
static struct opinion keeps(struct memory *m, struct port refused)
{
    unsigned n = port_map_refused(&m->ports);
    struct opinion x;
    if (n >= SCANNED)
        x = opine(VERDICT_PASS, "scan-refused",
                  "refuses at least %u TCP ports that it should not answer on; none answers", n);
    else if (refused.number != 0)
        x = opine(VERDICT_LIKELY_OK, "others-refused",
                  "refuses %s port %d; few of the ports that it should not answer on were tried",
                  name_of(refused), refused.number);
    else
        x = opine(VERDICT_LIKELY_OK, "ports-allowed",
                  "each port that answered and should not is refused or allowed since");
    x.mends = m->blamed;
    m->blamed = false;
    return x;
}

static struct opinion weigh_refusal(struct memory *m, const struct weighing *w, struct port p)
{
    bool udp = p.transport == TRANSPORT_UDP;
    if (udp && p.number == EASYIP_PORT) /* comes beside a good answer too, protocols.md A.2 */
        return silent();
    bool late = udp && p.number >= PASSING_ON; /* what it had asked for itself came late */
    bool tried = !late && !port_is_allowed(w->policy, p);
    bool filter = !udp && refusal_may_be_filter(w, &m->answered);
    if (!filter)
        port_map_forget(&m->ports, p);
    if (tried && !udp && !filter)
        port_map_refuse(&m->ports, p.number);
    if (!port_map_is_clean(&m->ports, w->policy) || (!tried && !m->blamed))
        return silent();
    return keeps(m, tried ? p : (struct port){ 0 });
}

static struct opinion weigh_allowed(struct memory *m, const struct policy *policy)
{
    bool lifted = m->blamed && port_map_is_clean(&m->ports, policy);
    return lifted ? keeps(m, (struct port){ 0 }) : silent();
}

static struct opinion weigh_connection(struct memory *m, const struct weighing *w, struct port p)
{
    bool known = port_map_has(&m->ports, p);
    bool again = known || port_map_has_passing(&m->ports, p);
    if (!known && is_ftp_data(m, w))
        return silent();
    m->blamed = true;
    if (!again && p.number >= PASSING_ON) {
        port_map_keep_passing(&m->ports, p);
        return opine(VERDICT_SUSPECT, "high-port-open",
                     "took a connection on TCP port %d, which may be for that one only", p.number);
    }
    port_map_keep(&m->ports, p);
    return opine(VERDICT_FAIL, "tcp-open", "accepts connections on TCP port %d", p.number);
}

/* What it says as a server proves the port; of its connection it was said before. */
static struct opinion weigh_words(struct memory *m, const struct weighing *w, struct port p)
{
    bool data = w->o->kind == OBS_TLS && is_ftp_data(m, w);
    if (data || port_map_has(&m->ports, p))
        return silent();
    port_map_keep(&m->ports, p);
    m->blamed = true;
    return opine(VERDICT_FAIL, p.transport == TRANSPORT_TCP ? "tcp-open" : "udp-open",
                 "answers %s on %s port %d", w->o->protocol, name_of(p), p.number);
}

/* ---- which facts show a port ---- */

static bool is_answer(const struct observation *o)
{
    if (o->kind == OBS_EXCHANGE)
        return o->exchange.act == ACT_RESPONSE;
    if (o->kind == OBS_TLS)
        return !o->tls.guessed;
    if (o->kind == OBS_MANAGEMENT)
        return o->management.act != ACT_TRAP && o->management.act != ACT_INFORM;
    if (o->kind == OBS_DISCOVERY)
        return o->discovery.act == ACT_RESPONSE || o->discovery.act == ACT_ACK;
    if (o->kind == OBS_TIME_SYNC)
        return o->time_sync.role == TIME_SERVER;
    if (o->kind == OBS_NAME_LOOKUP) /* multicast DNS also answers what nobody asked */
        return is_by(o, "dns") && o->name_lookup.answer;
    return o->kind == OBS_CHALLENGE;
}

/* Where it heard what it answers; 0: not known. Answers to a search may come from any port. */
static uint16_t port_of_answer(const struct observation *o)
{
    static const struct {
        const char *protocol;
        uint16_t port;
    } searches[] = {
        { "ssdp", 1900 },  { "wsd", 3702 },   { "easyip", EASYIP_PORT },
        { "sadp", 37020 }, { "dhip", 37810 },
    };
    if (o->kind != OBS_DISCOVERY)
        return o->server.port;
    for (size_t i = 0; i < sizeof searches / sizeof searches[0]; i++)
        if (is_by(o, searches[i].protocol))
            return searches[i].port;
    return o->server.port < PASSING_ON ? o->server.port : 0;
}

static struct opinion weigh(const struct weighing *w)
{
    struct memory *m = w->memory;
    const struct observation *o = w->o;
    bool service = o->kind == OBS_SERVICE;
    note_ftp(m, w);
    bool has_ports = o->transport == TRANSPORT_TCP || o->transport == TRANSPORT_UDP;
    if (w->part != PART_SERVER || !has_ports)
        return silent();
    if (!service && (!is_sender(w) || o->roles == ROLES_GUESSED || !is_answer(o)))
        return silent();
    struct port p = { service ? o->server.port : port_of_answer(o), (uint16_t)o->transport };
    if (p.number == 0)
        return silent();
    if (service && o->service.state == SERVICE_OPEN && o->transport == TRANSPORT_TCP)
        m->answered = o->client.ip;
    if (service && o->service.state == SERVICE_CLOSED)
        return weigh_refusal(m, w, p);
    if (port_is_allowed(w->policy, p))
        return weigh_allowed(m, w->policy);
    return service ? weigh_connection(m, w, p) : weigh_words(m, w, p);
}

static void remember(const void *memory, struct sentence *words)
{
    const struct memory *m = memory;
    port_map_write(&m->ports, words);
}

static void remind(void *memory, const char *words)
{
    struct memory *m = memory;
    m->blamed = port_map_read(&m->ports, words);
}

static void forget(void *memory)
{
    struct memory *m = memory;
    port_map_forget_refused(&m->ports);
}

static void move(void *memory, int64_t by_ns)
{
    struct memory *m = memory;
    for (size_t i = 0; i < PEERS_MAX; i++)
        move_time(&m->peers[i].last_ns, by_ns);
}

const struct item open_ports_item = {
    .about = {
        .number = "3.1",
        .title = "Open ports",
        .recommended = "TCP 80, 443, 554; UDP 3702, 162, 10670",
        .level = LEVEL_STANDARD,
        .signature = 7231000,
        .severity = 3,
        .category = "Misc activity",
        .cwe = "CWE-1125",
        .meaning = "The camera listens on few ports by default: HTTP, HTTPS, RTSP, WS-Discovery, SNMP and Easy IP "
                   "Setup. Anything else was added.",
        .judged = "FAIL: the camera accepts a TCP connection, or answers as a server, on a port that is neither in "
                  "the guide's list nor in the policy's (without `ports:` in the policy, RTSPS on TCP 322 and SNMP on "
                  "UDP 161 do not count: items 3.8 and 4.2 ask for them). A FAIL ends when each such port refuses, or "
                  "another policy allows it. PASS: it refused 64 other TCP ports or more, as a scan tries them, and "
                  "none answered. LIKELY_OK: it refused fewer, or only clients that the policy's `clients` lack, which its address filter may do. SUSPECT: it took one connection on a TCP "
                  "port from 32768 on, which may be for that one only. Data connections of FTP, RTP and connections "
                  "that the camera opens do not count, nor does a refusal by UDP 10670.",
        .remedy = "Switch off the service behind the port in the Settings menu, or allow the port under `ports` in "
                  "the policy.",
        .unseen = "Nobody was seen to try a port of this camera that should be closed, and on none did it answer.",
        .decides = "A connection to such a port, or the operator's port scan. The sensor itself tries none.",
    },
    .observable = true,
    .needs = VANTAGE_MIRROR,
    .listens = { [PART_CLIENT] = 1u << OBS_LOGIN | 1u << OBS_TRANSFER | 1u << OBS_TLS_UPGRADE |
                                 1u << OBS_TLS,
                 [PART_SERVER] = 1u << OBS_SERVICE | 1u << OBS_EXCHANGE | 1u << OBS_CHALLENGE |
                                 1u << OBS_TLS | 1u << OBS_LOGIN | 1u << OBS_TRANSFER |
                                 1u << OBS_TLS_UPGRADE | 1u << OBS_MANAGEMENT |
                                 1u << OBS_DISCOVERY | 1u << OBS_TIME_SYNC |
                                 1u << OBS_NAME_LOOKUP },
    .memory_n = sizeof(struct memory),
    .weigh = weigh,
    .forget = forget,
    .remember = remember,
    .remind = remind,
    .until_boot = true,
    .move = move,
};
