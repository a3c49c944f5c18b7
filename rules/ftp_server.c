/* Guide item 3.2.1, FTP server: prohibited. The camera is the server where it took the connection;
 * where it opened it, that is item 3.2.2.
 *
 * A refused connection to the port that had answered ends a FAIL: it is about the setting itself.
 * But not while another such port answers, nor if it may be the address filter that refuses. */
#include "rules/access.h"
#include "rules/answering.h"

enum { FTP_PORT = 21 };

struct memory {
    struct answering ports; /* where it spoke FTP, or took a connection for it */
    struct ip answered;     /* whom it answered last, on any port */
};

static struct opinion weigh_open(struct memory *m, const struct observation *o)
{
    m->answered = o->client.ip;
    if (o->server.port != FTP_PORT)
        return silent();
    answering_note(&m->ports, FTP_PORT);
    return opine(VERDICT_FAIL, "port-open", "accepts connections on port %d", FTP_PORT);
}

static struct opinion weigh_refusal(struct memory *m, const struct weighing *w)
{
    char ip[IP_TEXT_MAX];
    const struct observation *o = w->o;
    bool answers = answering_did(&m->ports);
    if (!answers && o->server.port != FTP_PORT)
        return silent();
    if (refusal_may_be_filter(w, &m->answered))
        return answers ? silent()
                       : opine(VERDICT_LIKELY_OK, "port-closed-to-it",
                               "refuses %s on port %d, which may be its address filter: the policy "
                               "does not list that client",
                               ip_text(&o->client.ip, ip), o->server.port);
    bool ends = !answers || answering_refuse(&m->ports, o->server.port);
    if (!ends || answering_does(&m->ports))
        return silent();
    m->ports = (struct answering){ 0 };
    struct opinion x =
        opine(VERDICT_PASS, "port-closed", "refuses connections on port %d", o->server.port);
    x.mends = true;
    return x;
}

static struct opinion weigh_words(const struct observation *o)
{
    if (o->kind == OBS_LOGIN)
        return opine(VERDICT_FAIL, "ftp-login", "FTP login on port %d%s", o->server.port,
                     user_words(o->login.user.s).s);
    if (o->kind == OBS_TRANSFER)
        return opine(VERDICT_FAIL, "ftp-transfer", "FTP %s of %s on port %d",
                     o->transfer.act == ACT_UPLOAD ? "upload" : "download", o->transfer.name.s,
                     o->server.port);
    if (o->kind == OBS_TLS_UPGRADE)
        return opine(VERDICT_FAIL, "ftp-server", "serves FTP, inside TLS, on port %d",
                     o->server.port);
    if (o->from_client || o->exchange.status != 220)
        return silent();
    return opine(VERDICT_FAIL, "ftp-server", "serves FTP on port %d", o->server.port);
}

static struct opinion weigh_ftp(struct memory *m, const struct observation *o)
{
    struct opinion x = weigh_words(o);
    if (x.reason != NULL)
        answering_note(&m->ports, o->server.port);
    return x;
}

static struct opinion weigh(const struct weighing *w)
{
    const struct observation *o = w->o;
    if (is_by(o, "ftp"))
        return weigh_ftp(w->memory, o);
    if (o->kind != OBS_SERVICE || o->transport != TRANSPORT_TCP)
        return silent();
    return o->service.state == SERVICE_OPEN ? weigh_open(w->memory, o)
                                            : weigh_refusal(w->memory, w);
}

static void remember(const void *memory, struct sentence *words)
{
    const struct memory *m = memory;
    answering_write(&m->ports, words);
}

static void remind(void *memory, const char *words)
{
    struct memory *m = memory;
    answering_read(&m->ports, words);
}

const struct item ftp_server_item = {
    .about = {
        .number = "3.2.1",
        .title = "FTP server",
        .recommended = "Prohibited",
        .level = LEVEL_STANDARD,
        .signature = 7232100,
        .severity = 2,
        .category = "Potential Corporate Privacy Violation",
        .cwe = "CWE-319",
        .meaning = "While the camera's FTP server is on, FTP clients can read from it, and user names, "
                   "passwords and pictures cross the network unencrypted.",
        .judged = "FAIL: the camera accepts a TCP connection on port 21, or speaks FTP as a server on any port. "
                  "PASS: it refuses a connection to port 21 that somebody tried; such a refusal also ends a "
                  "FAIL, once each port that spoke FTP refuses. LIKELY_OK: it refuses a client that the policy's `clients` "
                  "lack, and did not answer it on another port: that may be its address filter. The camera as FTP client is item 3.2.2.",
        .remedy = "[Network] - [Network] in the Settings menu: set \"FTP access to camera\" to \"Forbid\".",
        .unseen = "Nobody was seen to try FTP at this camera.",
        .decides = "A connection to its port 21, taken or refused. The sensor itself tries none.",
    },
    .observable = true,
    .needs = VANTAGE_MIRROR,
    .listens = { [PART_SERVER] = 1u << OBS_SERVICE | 1u << OBS_LOGIN | 1u << OBS_TRANSFER |
                                 1u << OBS_TLS_UPGRADE | 1u << OBS_EXCHANGE },
    .memory_n = sizeof(struct memory),
    .weigh = weigh,
    .remember = remember,
    .remind = remind,
    .until_boot = true,
};
