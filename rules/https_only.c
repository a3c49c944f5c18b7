/* Guide item 3.4, HTTPS: HTTPS only.
 *
 * TLS alone proves nothing (HTTP and HTTPS side by side is the factory setting), and neither does a
 * closed port 80 alone (HTTP may be on another). Both together do, and they end a FAIL if both came
 * after the last page in clear. */
#include "rules/rule.h"

enum { HTTP_PORT = 80, HTTPS_PORT = 443, RTSPS_PORT = 322, UPNP_PORT = 1900, TLS_1_2 = 0x0303 };

struct memory {
    bool tls;            /* since the last page in clear */
    bool closed;         /* the port that HTTP was on, likewise */
    uint16_t clear_port; /* of that page; 0: none was seen */
};

/* RFC 9110 section 15.4: the answer only sends the client elsewhere. */
static bool is_redirect(uint16_t status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

static struct opinion weigh_pieces(const struct memory *m)
{
    if (m->tls && m->closed) {
        struct opinion x =
            opine(VERDICT_PASS, "https-only", "answers TLS and refuses connections for plain HTTP");
        x.mends = true;
        return x;
    }
    if (m->clear_port != 0)
        return silent();
    if (m->closed)
        return opine(VERDICT_LIKELY_OK, "http-closed", "refuses connections on port %d", HTTP_PORT);
    return opine(VERDICT_UNKNOWN, "tls-seen",
                 "answers TLS; whether it answers plain HTTP as well nobody tried");
}

static struct opinion weigh_http(struct memory *m, const struct observation *o)
{
    uint16_t status = o->exchange.status;
    if (o->exchange.act != ACT_RESPONSE || o->server.port == UPNP_PORT || status < 200)
        return silent();
    if (is_redirect(status))
        return opine(VERDICT_SUSPECT, "redirect-only",
                     "plain HTTP on port %d is answered, with a redirection", o->server.port);
    m->clear_port = o->server.port;
    m->tls = m->closed = false;
    return opine(VERDICT_FAIL, "http-clear", "plain HTTP answered with %d on port %d", status,
                 o->server.port);
}

static struct opinion weigh_service(struct memory *m, const struct observation *o)
{
    uint16_t port = m->clear_port != 0 ? m->clear_port : HTTP_PORT;
    bool refused = o->transport == TRANSPORT_TCP && o->service.state == SERVICE_CLOSED;
    if (!refused || o->server.port != port)
        return silent();
    m->closed = true;
    return weigh_pieces(m);
}

static struct opinion weigh_tls(struct memory *m, const struct observation *o)
{
    if (o->server.port == RTSPS_PORT)
        return silent();
    m->tls = true;
    if (!o->tls.guessed && o->tls.version != 0 && o->tls.version < TLS_1_2)
        return opine(VERDICT_SUSPECT, "tls-old",
                     "speaks TLS older than 1.2 (version %04x) on port %d", o->tls.version,
                     o->server.port);
    return weigh_pieces(m);
}

/* Easy IP names the port of the web pages, which may also be one of the operator's choice. */
static struct opinion weigh_setup(struct memory *m, const struct observation *o)
{
    bool says_own = o->setup.act == ACT_RESPONSE || o->setup.act == ACT_ANNOUNCE;
    if (!says_own || !o->setup.checksum_ok)
        return silent();
    if (o->setup.web_port == HTTP_PORT)
        return opine(VERDICT_SUSPECT, "web-port-80", "Easy IP says that its pages are on port 80");
    if (o->setup.web_port != HTTPS_PORT)
        return silent();
    m->tls = true;
    if (m->closed)
        return weigh_pieces(m);
    return opine(VERDICT_LIKELY_OK, "web-port-443", "Easy IP says that its pages are on port 443");
}

static struct opinion weigh_discovery(const struct weighing *w)
{
    const struct observation *o = w->o;
    bool shown = is_by(o, "wsd") && is_sender(w) && o->discovery.act != ACT_SEARCH;
    if (!shown || !bytes_start_with(bytes_of_text(o->discovery.location.s), "http://"))
        return silent();
    return opine(VERDICT_SUSPECT, "address-http",
                 "gives itself an address with plain HTTP by ONVIF");
}

static struct opinion weigh(const struct weighing *w)
{
    struct memory *m = w->memory;
    const struct observation *o = w->o;
    if (o->kind == OBS_DISCOVERY)
        return weigh_discovery(w);
    if (o->kind == OBS_SETUP)
        return weigh_setup(m, o);
    if (o->kind == OBS_SERVICE)
        return weigh_service(m, o);
    if (o->kind == OBS_TLS)
        return weigh_tls(m, o);
    return is_by(o, "http") ? weigh_http(m, o) : silent();
}

const struct item https_only_item = {
    .about = {
        .number = "3.4",
        .title = "HTTPS",
        .recommended = "HTTPS",
        .level = LEVEL_STANDARD,
        .signature = 7234000,
        .severity = 2,
        .category = "Potential Corporate Privacy Violation",
        .cwe = "CWE-319",
        .meaning = "The camera's pages and commands, and the pictures fetched by them, should cross the network "
                   "inside TLS only. The factory setting answers both HTTP and HTTPS.",
        .judged = "FAIL: the camera answers plain HTTP, with anything but a redirection. PASS: it answers TLS (or "
                  "Easy IP names 443 as its web port) and refuses a connection for plain HTTP that somebody "
                  "tried; both together also end a FAIL. SUSPECT: it answers plain HTTP with redirections only; or "
                  "Easy IP names port 80; or its ONVIF address begins with http; or its TLS is older than 1.2 (RFC 8996). LIKELY_OK: one half of the "
                  "proof. Device descriptions of UPnP on port 1900 do not count, nor do requests "
                  "without an answer.",
        .remedy = "[Network] - [Advanced] in the Settings menu, \"HTTPS\" tab: set \"Connection\" to \"HTTPS\".",
        .unseen = "Nobody was seen to speak to this camera's web server or to try its port 80, and it did not name its "
                  "web port.",
        .decides = "A connection to its port 80, taken or refused, and one by HTTPS. An answer to a search by Easy IP "
                   "names its web port.",
    },
    .observable = true,
    .needs = VANTAGE_MIRROR,
    .listens = { [PART_CLIENT] = 1u << OBS_DISCOVERY,
                 [PART_SERVER] = 1u << OBS_EXCHANGE | 1u << OBS_SERVICE | 1u << OBS_TLS |
                                 1u << OBS_DISCOVERY,
                 [PART_SUBJECT] = 1u << OBS_SETUP },
    .memory_n = sizeof(struct memory),
    .weigh = weigh,
};
