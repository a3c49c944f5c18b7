/* Guide item 3.2.1, FTP server: prohibited. The camera is the server where it took the connection;
 * where it opened it, that is item 3.2.2.
 *
 * A refused connection to the port that had answered ends a FAIL: it is about the setting itself.
 */
#include "rules/rule.h"

enum { FTP_PORT = 21 };

struct memory {
    uint16_t port; /* where it answered; 0: nowhere */
};

static struct opinion weigh_service(const struct weighing *w)
{
    struct memory *m = w->memory;
    const struct observation *o = w->o;
    if (o->transport != TRANSPORT_TCP)
        return silent();
    if (o->service.state == SERVICE_OPEN) {
        if (o->server.port != FTP_PORT)
            return silent();
        m->port = FTP_PORT;
        return opine(VERDICT_FAIL, "port-open", "accepts connections on port %d", FTP_PORT);
    }
    bool tried = o->server.port == (m->port != 0 ? m->port : FTP_PORT);
    if (!tried)
        return silent();
    struct opinion x =
        opine(VERDICT_PASS, "port-closed", "refuses connections on port %d", o->server.port);
    x.mends = true;
    return x;
}

static struct opinion weigh(const struct weighing *w)
{
    struct memory *m = w->memory;
    const struct observation *o = w->o;
    if (o->kind == OBS_SERVICE && !is_by(o, "ftp"))
        return weigh_service(w);
    if (!is_by(o, "ftp"))
        return silent();
    m->port = o->server.port;
    if (o->kind == OBS_LOGIN)
        return opine(VERDICT_FAIL, "ftp-login", "FTP login on port %d; user %s", o->server.port,
                     o->login.user.s);
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

static void remember(const void *memory, struct sentence *words)
{
    const struct memory *m = memory;
    sentence_format(words, "%u", m->port);
}

static void remind(void *memory, const char *words)
{
    struct memory *m = memory;
    m->port = (uint16_t)bytes_number(bytes_of_text(words));
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
                  "FAIL. The camera as FTP client is item 3.2.2.",
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
