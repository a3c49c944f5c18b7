/* Guide item 3.4, HTTPS: HTTPS only, and worth the name. protocols.md E, row 3.4, and D.12.
 *
 * TLS alone proves nothing (HTTP and HTTPS side by side is the factory setting), and neither does a
 * closed port 80 alone (HTTP may be on another). Both together do, and they end a FAIL if both came
 * after the last page in clear, and nothing else speaks against it: each port that gave one must
 * refuse, and not by the address filter. What a session agreed to stays; a certificate is as good
 * as the last one shown on that port. Of TLS 1.3 no certificate is seen. */
#include "rules/access.h"
#include "rules/answering.h"
#include "rules/grounds.h"
#include "rules/tls_worth.h"

enum { FTP_PORT = 21, FTPS_PORT = 990, RTSPS_PORT = 322 };
enum { HTTP_PORT = 80, HTTPS_PORT = 443, UPNP_PORT = 1900, SWITCHING = 101 };

/* What speaks against it. */
enum wrong { WRONG_CLEAR = 1, WRONG_SESSION = 2, WRONG_CERTIFICATE = 4 };

struct memory {
    struct grounds grounds;
    struct answering clear;    /* ports that gave pages in clear */
    struct ip answered;        /* whom it answered last, on any port */
    bool tls;                  /* since the last page in clear */
    bool closed;               /* the ports that HTTP was on, likewise */
    uint16_t tls_port;         /* of the last session */
    uint16_t certificate_port; /* where the one was shown that is no good */
};

/* RFC 9110 section 15.4: the answer only sends the client elsewhere. */
static bool is_redirect(uint16_t status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

static bool is_clear(const struct memory *m)
{
    return (m->grounds.wrong & WRONG_CLEAR) != 0;
}

static struct opinion weigh_pieces(struct memory *m)
{
    if (m->tls && m->closed) {
        bool sound = (m->grounds.wrong & ~(uint32_t)WRONG_CLEAR) == 0;
        struct opinion x =
            opine(VERDICT_PASS, "https-only", "answers TLS and refuses connections for plain HTTP");
        x.mends = sound;
        m->grounds.wrong &= ~(uint32_t)WRONG_CLEAR;
        m->clear = (struct answering){ 0 };
        return x;
    }
    if (is_clear(m))
        return silent();
    if (m->closed)
        return opine(VERDICT_LIKELY_OK, "http-closed", "refuses connections on port %d", HTTP_PORT);
    return opine(VERDICT_UNKNOWN, "tls-seen",
                 "answers TLS; whether it answers plain HTTP as well nobody tried");
}

/* A port for TLS tells in clear that it is none for plain HTTP: 400, nginx 497. */
static bool is_complaint(const struct memory *m, const struct observation *o)
{
    bool for_tls = o->server.port == HTTPS_PORT || o->server.port == m->tls_port;
    return for_tls && (o->exchange.status == 400 || o->exchange.status == 497);
}

static struct opinion weigh_http(struct memory *m, const struct observation *o)
{
    uint16_t status = o->exchange.status;
    bool goes_on = status < 200 && status != SWITCHING; /* to a WebSocket, in clear, too */
    if (o->exchange.act != ACT_RESPONSE || o->server.port == UPNP_PORT || goes_on ||
        is_complaint(m, o))
        return silent();
    if (is_redirect(status))
        return opine(VERDICT_SUSPECT, "redirect-only",
                     "plain HTTP on port %d is answered, with a redirection", o->server.port);
    answering_note(&m->clear, o->server.port);
    m->tls = m->closed = false;
    return against(&m->grounds, WRONG_CLEAR,
                   opine(VERDICT_FAIL, "http-clear", "plain HTTP answered with %d on port %d",
                         status, o->server.port));
}

static struct opinion weigh_refusal(struct memory *m, const struct weighing *w)
{
    uint16_t port = w->o->server.port;
    bool answers = answering_did(&m->clear);
    if (!answers && port != HTTP_PORT)
        return silent();
    if (refusal_may_be_filter(w, &m->answered))
        return is_clear(m) ? silent()
                           : opine(VERDICT_LIKELY_OK, "http-closed-to-it",
                                   "refuses a client that the policy does not list on port %d, "
                                   "which may be its address filter",
                                   port);
    bool ends = !answers || answering_refuse(&m->clear, port);
    if (!ends || answering_does(&m->clear))
        return silent();
    m->closed = true;
    return weigh_pieces(m);
}

static struct opinion weigh_service(struct memory *m, const struct weighing *w)
{
    if (w->o->transport != TRANSPORT_TCP)
        return silent();
    if (w->o->service.state == SERVICE_CLOSED)
        return weigh_refusal(m, w);
    m->answered = w->o->client.ip;
    return silent();
}

/* Other protocols that have ports of their own for TLS. */
static bool is_https(const struct observation *o)
{
    uint16_t port = o->server.port;
    return is_by(o, "tls") && port != RTSPS_PORT && port != FTP_PORT && port != FTPS_PORT;
}

static struct opinion weigh_session(struct memory *m, const struct weighing *w)
{
    if (!is_https(w->o))
        return silent();
    m->tls = true;
    m->tls_port = w->o->server.port;
    m->answered = w->o->client.ip;
    struct opinion x = tls_weigh_session(w);
    return x.reason != NULL ? against(&m->grounds, WRONG_SESSION, x) : weigh_pieces(m);
}

static struct opinion weigh_certificate(struct memory *m, const struct weighing *w)
{
    const struct observation *o = w->o;
    if (!is_https(o) || !is_sender(w))
        return silent();
    struct opinion x = tls_weigh_certificate(w);
    if (x.reason != NULL) {
        m->certificate_port = o->server.port;
        return against(&m->grounds, WRONG_CERTIFICATE, x);
    }
    bool replaced = m->certificate_port == o->server.port;
    if ((m->grounds.wrong & WRONG_CERTIFICATE) == 0 || !replaced)
        return silent();
    return in_favour(&m->grounds, WRONG_CERTIFICATE, weigh_pieces(m));
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

/* XAddrs: several, with spaces between them. */
static struct opinion weigh_discovery(struct memory *m, const struct weighing *w)
{
    const struct observation *o = w->o;
    struct bytes addresses = bytes_of_text(o->discovery.location.s);
    bool shown = is_by(o, "wsd") && is_sender(w) && o->discovery.act != ACT_SEARCH;
    if (!shown || addresses.n == 0)
        return silent();
    if (bytes_find(addresses, "http://") < addresses.n)
        return opine(VERDICT_SUSPECT, "address-http",
                     "gives itself an address with plain HTTP by ONVIF");
    if (!bytes_start_with(addresses, "https://") || is_clear(m))
        return silent();
    return opine(VERDICT_LIKELY_OK, "address-https",
                 "gives itself an address with HTTPS only by ONVIF");
}

/* GetNetworkProtocols (ONVIF Core section 8.2.8). An answer that can be read is one in clear. */
static struct opinion weigh_setting(struct memory *m, const struct weighing *w)
{
    const struct observation *o = w->o;
    bool of_http = o->setting.name != NULL && strcmp(o->setting.name, "http") == 0;
    if (!of_http || !is_sender(w) || !o->setting.enabled)
        return silent();
    return against(&m->grounds, WRONG_CLEAR,
                   opine(VERDICT_FAIL, "http-enabled", "says that its plain HTTP is on"));
}

static struct opinion weigh(const struct weighing *w)
{
    struct memory *m = w->memory;
    const struct observation *o = w->o;
    if (o->kind == OBS_DISCOVERY)
        return weigh_discovery(m, w);
    if (o->kind == OBS_SETUP)
        return weigh_setup(m, o);
    if (o->kind == OBS_SERVICE)
        return weigh_service(m, w);
    if (o->kind == OBS_TLS)
        return weigh_session(m, w);
    if (o->kind == OBS_CERTIFICATE)
        return weigh_certificate(m, w);
    if (o->kind == OBS_SETTING)
        return weigh_setting(m, w);
    return is_by(o, "http") ? weigh_http(m, o) : silent();
}

static void recall(void *memory, const char *reason)
{
    struct memory *m = memory;
    if (strncmp(reason, "http-", 5) == 0)
        m->grounds.wrong |= WRONG_CLEAR;
    if (strncmp(reason, "tls-", 4) == 0)
        m->grounds.wrong |= WRONG_SESSION;
    if (strncmp(reason, "certificate-", 12) == 0)
        m->grounds.wrong |= WRONG_CERTIFICATE;
}

/* What speaks against it, were it only suspected; the port of the certificate; those of pages in
 * clear. */
static void remember(const void *memory, struct sentence *words)
{
    const struct memory *m = memory;
    sentence_format(words, "%u %u:", (unsigned)m->grounds.wrong, m->certificate_port);
    answering_write(&m->clear, words);
}

static void remind(void *memory, const char *words)
{
    struct memory *m = memory;
    const char *certificate = strchr(words, ' '), *ports = strchr(words, ':');
    if (certificate == NULL || ports == NULL)
        return;
    m->grounds.wrong =
        bytes_number(bytes_of_text(words)) & (WRONG_CLEAR | WRONG_SESSION | WRONG_CERTIFICATE);
    m->certificate_port = (uint16_t)bytes_number(bytes_of_text(certificate + 1));
    answering_read(&m->clear, ports + 1);
}

static void forget(void *memory)
{
    struct memory *m = memory;
    m->tls = m->closed = false;
    answering_forget_refused(&m->clear);
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
        .judged = "FAIL: the camera answers plain HTTP, with anything but a redirection, or says by ONVIF that HTTP is on; or its HTTPS is not worth the "
                  "name: SSL 2 or 3, TLS older than the policy's minimum, a cipher suite with NULL, EXPORT, RC4, DES or "
                  "without a certificate; or a certificate that has expired or does not hold yet, has an RSA key below "
                  "2048 bits or an EC key below 224, an issuer's signature with MD5 or SHA-1, or an issuer that the "
                  "policy does not list. PASS: it answers TLS (or Easy IP names 443 as its web port) and refuses a "
                  "connection for plain HTTP that somebody tried; both together also end a FAIL, if it was only for "
                  "plain HTTP and each port that answered it refuses. SUSPECT: it answers plain HTTP with redirections only; Easy IP names port 80; its ONVIF "
                  "address begins with http; its TLS is older than 1.2 (RFC 8996) "
                  "without a minimum in the policy, has 3DES or no forward secrecy (RFC 9325); its certificate signed "
                  "itself (some models leave the factory so), has the same key as another camera's, or expires within "
                  "14 days (or what the policy says). LIKELY_OK: one half of the proof; or it refuses a client that the policy's `clients` lack, perhaps by its address filter. Device descriptions of UPnP on port 1900 do not count, nor does the error 400 "
                  "of a port for TLS, nor do requests without an answer; TLS 1.3 hides certificates.",
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
                                 1u << OBS_DISCOVERY | 1u << OBS_CERTIFICATE |
                                 1u << OBS_SETTING,
                 [PART_SUBJECT] = 1u << OBS_SETUP },
    .memory_n = sizeof(struct memory),
    .weigh = weigh,
    .forget = forget,
    .recall = recall,
    .remember = remember,
    .remind = remind,
    .until_boot = true,
};
