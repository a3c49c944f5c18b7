/* Guide item 3.2.2, FTP client: off in an unsafe environment. The camera opens the connection.
 *
 * A FAIL stays: that the camera sends nothing for a while proves nothing of the setting. Only
 * another policy that allows the one server it went to ends it. */
#include "rules/awaited_files.h"
#include "rules/disallowed.h"

enum { FTPS_PORT = 990 };

static const uint64_t day_ns = 86400000000000;

struct memory {
    struct disallowed broken; /* servers it spoke to in clear; first in here */
    struct awaited_files files;
    struct ip inside_tls; /* the server of the last login inside TLS */
    bool seen;
};

_Static_assert(sizeof(struct memory) <= ITEM_MEMORY_MAX, "memory of an item");

/* The policy may call a server, and the way to it, safe. If it does so since the FAIL, and that
 * server was all that was wrong, this ends it. */
static struct opinion weigh_allowed(const struct memory *m, const struct observation *o)
{
    char ip[IP_TEXT_MAX];
    struct opinion x =
        opine(VERDICT_LIKELY_OK, "server-allowed", "FTP in clear to %s, which the policy allows",
              ip_text(&o->server.ip, ip));
    x.mends = disallowed_was_only(&m->broken, &o->server.ip);
    return x;
}

static struct opinion weigh_transfer(struct memory *m, const struct observation *o)
{
    char ip[IP_TEXT_MAX];
    const char *what = awaited_content_name(m->files.last);
    awaited_files_expect(&m->files, o);
    if (o->transfer.private)
        return opine(VERDICT_PASS, "ftp-protected", "FTP to %s with an encrypted data channel",
                     ip_text(&o->server.ip, ip));
    return opine(VERDICT_FAIL, "ftp-transfer", "FTP %s of %s in clear, server %s%s%s",
                 o->transfer.act == ACT_UPLOAD ? "upload" : "download", o->transfer.name.s,
                 ip_text(&o->server.ip, ip), what[0] != '\0' ? "; the last file was " : "", what);
}

/* PROT C, said inside TLS: the login is hidden, and the file is not. */
static struct opinion weigh_bare_file(struct memory *m, const struct weighing *w)
{
    const struct observation *o = w->o;
    char ip[IP_TEXT_MAX];
    const struct ip *other = w->part == PART_CLIENT ? &o->server.ip : &o->client.ip;
    if (!ip_equal(other, &m->inside_tls) || o->content.content == CONTENT_UNKNOWN)
        return silent();
    m->broken.several = true; /* what the policy allows is another matter */
    return opine(VERDICT_FAIL, "ftp-data",
                 "%s sent in clear to %s, though its FTP login is inside TLS",
                 awaited_content_name(o->content.content), ip_text(other, ip));
}

static struct opinion weigh_content(struct memory *m, const struct weighing *w)
{
    const struct observation *o = w->o;
    if (!ip_is_group(&m->inside_tls))
        return weigh_bare_file(m, w);
    if (!awaited_files_match(&m->files, o) || m->files.last == CONTENT_UNKNOWN)
        return silent();
    struct opinion x = opine(VERDICT_FAIL, "ftp-transfer", "FTP transfer in clear; the file was %s",
                             awaited_content_name(m->files.last));
    x.remarks = true;
    return x;
}

static struct opinion weigh(const struct weighing *w)
{
    struct memory *m = w->memory;
    const struct observation *o = w->o;
    char ip[IP_TEXT_MAX];
    if (o->kind == OBS_CONTENT)
        return weigh_content(m, w);
    bool implicit = o->kind == OBS_TLS && o->server.port == FTPS_PORT;
    bool by_ftp = o->kind != OBS_TLS && is_by(o, "ftp");
    if ((!by_ftp && !implicit) || w->part != PART_CLIENT)
        return silent();
    m->seen = true;
    if (o->kind == OBS_TLS_UPGRADE || implicit) {
        m->inside_tls = o->server.ip;
        return opine(VERDICT_LIKELY_OK, "ftp-tls", "FTP login inside TLS, server %s",
                     ip_text(&o->server.ip, ip));
    }
    if (policy_is_server(w->policy, SERVER_FTP, &o->server.ip))
        return weigh_allowed(m, o);
    if (o->kind != OBS_TRANSFER || !o->transfer.private)
        disallowed_note(&m->broken, &o->server.ip);
    if (o->kind == OBS_TRANSFER)
        return weigh_transfer(m, o);
    return opine(VERDICT_FAIL, "ftp-login", "FTP login in clear, server %s%s%s",
                 ip_text(&o->server.ip, ip), user_words(o->login.user.s).s,
                 o->login.user.s[0] != '\0' ? " there" : "");
}

static struct opinion reflect(const struct weighing *w)
{
    const struct memory *m = w->memory;
    if (m->seen || !w->mirrored || w->alive_ns < w->known_ns + day_ns)
        return silent();
    return opine(VERDICT_LIKELY_OK, "quiet", "no FTP from this camera in a day of its traffic");
}

const struct item ftp_client_item = {
    .about = {
        .number = "3.2.2",
        .title = "FTP client",
        .recommended = "OFF in an unsafe environment",
        .level = LEVEL_STANDARD,
        .signature = 7232200,
        .severity = 2,
        .category = "Potential Corporate Privacy Violation",
        .cwe = "CWE-319",
        .meaning = "The camera can send pictures to an FTP server. FTP is not encrypted: user names, "
                   "passwords and the pictures themselves can be read on the way.",
        .judged = "FAIL: the camera logs in to an FTP server, or sends or fetches a file, in clear; the user name "
                  "and password are that server's; or a file crosses in clear though the login was inside TLS. PASS: a transfer with an encrypted data channel (PROT P). "
                  "LIKELY_OK: the login goes on inside TLS; or the server is one that the policy allows; or a "
                  "day of the camera's traffic held no FTP. A FAIL stays: silence proves nothing; only a policy that "
                  "allows the server since ends it.",
        .remedy = "Switch the FTP client off in the Settings menu ([Network] - [Advanced], FTP tab), or let the "
                  "pictures be fetched over HTTPS.",
        .unseen = "This camera was not seen to speak FTP, and not yet for a whole day of its traffic.",
        .decides = "A file that the camera sends by FTP; or a day of its traffic without any.",
    },
    .observable = true,
    .needs = VANTAGE_MIRROR,
    .listens = { [PART_CLIENT] = 1u << OBS_LOGIN | 1u << OBS_TRANSFER | 1u << OBS_TLS_UPGRADE |
                                 1u << OBS_TLS | 1u << OBS_CONTENT,
                 [PART_SERVER] = 1u << OBS_CONTENT },
    .memory_n = sizeof(struct memory),
    .weigh = weigh,
    .reflect = reflect,
    .remember = disallowed_remember,
    .remind = disallowed_remind,
};
