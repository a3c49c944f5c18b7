/* Guide item 3.2.5, SMTP: SSL on. The camera is the client.
 *
 * TLS to the server that was spoken to in clear ends a FAIL: the setting is one for the one mail
 * server the camera has. */
#include "rules/disallowed.h"

enum { SMTP_PORT = 25, SUBMISSION_PORT = 587, SMTPS_PORT = 465, POP3S_PORT = 995 };

struct memory {
    struct disallowed clear; /* the server that was last spoken to in clear; first */
    bool pop3;               /* that was a login by POP3, which only POP3 inside TLS replaces */
};

static struct opinion broken(struct memory *m, const struct observation *o, const char *reason,
                             const char *what)
{
    char ip[IP_TEXT_MAX];
    m->clear.server = o->server.ip;
    m->pop3 = m->pop3 || is_by(o, "pop3");
    return opine(VERDICT_FAIL, reason, "%s, server %s", what, ip_text(&o->server.ip, ip));
}

static struct opinion kept(struct memory *m, const struct observation *o, const char *reason,
                           const char *what)
{
    m->pop3 = m->pop3 && o->server.port != POP3S_PORT;
    char ip[IP_TEXT_MAX];
    struct opinion x =
        opine(VERDICT_PASS, reason, "%s, server %s", what, ip_text(&o->server.ip, ip));
    x.mends = ip_equal(&m->clear.server, &o->server.ip) && !m->pop3;
    return x;
}

static struct opinion weigh_smtp(struct memory *m, const struct observation *o)
{
    if (o->kind == OBS_TLS_UPGRADE)
        return kept(m, o, "start-tls", "mail goes on inside TLS (STARTTLS)");
    if (o->kind == OBS_LOGIN)
        return broken(m, o, "smtp-login", "login to a mail server in clear");
    return broken(m, o, "smtp-mail",
                  o->mail.start_tls_offered ? "mail in clear, though the server offered STARTTLS"
                                            : "mail in clear");
}

static struct opinion weigh(const struct weighing *w)
{
    struct memory *m = w->memory;
    const struct observation *o = w->o;
    if (o->kind == OBS_TLS) {
        uint16_t port = o->server.port;
        bool mail = port == SMTP_PORT || port == SUBMISSION_PORT || port == SMTPS_PORT ||
                    port == POP3S_PORT || policy_is_server(w->policy, SERVER_SMTP, &o->server.ip);
        return mail ? kept(m, o, "smtps", "mail inside TLS") : silent();
    }
    if (is_by(o, "smtp"))
        return weigh_smtp(m, o);
    if (is_by(o, "pop3") && o->kind == OBS_LOGIN)
        return broken(m, o, "pop3-login", "POP3 login in clear before sending mail");
    return silent();
}

static void recall(void *memory, const char *reason)
{
    struct memory *m = memory;
    m->pop3 = m->pop3 || strcmp(reason, "pop3-login") == 0;
}

const struct item mail_encryption_item = {
    .about = {
        .number = "3.2.5",
        .title = "SMTP",
        .recommended = "SSL enabled",
        .level = LEVEL_STANDARD,
        .signature = 7232500,
        .severity = 2,
        .category = "Potential Corporate Privacy Violation",
        .cwe = "CWE-319",
        .meaning = "When the camera sends alarm mails by plain SMTP, the user name and password of the mail "
                   "server, the text and the attached picture can be read on the way.",
        .judged = "FAIL: the camera logs in to a mail server, or sends a mail, in clear (also when the server "
                  "offered STARTTLS and it was not used); or it logs in by POP3 in clear (POP before SMTP). PASS: it "
                  "goes on inside TLS after STARTTLS, or speaks TLS from the start (25, 465, 587, 995, or a mail server of the policy). "
                  "EHLO before STARTTLS is no fault. TLS to the same server ends a FAIL, but one by POP3 only inside POP3's own (995). The password is that "
                  "server's and is not weighed under 2.3.",
        .remedy = "[Network] - [Advanced] in the Settings menu, \"SMTP (E-mail)\" tab: set \"SSL\" to \"On\".",
        .unseen = "This camera was not seen to send mail.",
        .decides = "A mail of the camera: an alarm, or the test mail of its Settings menu.",
    },
    .observable = true,
    .needs = VANTAGE_MIRROR,
    .listens = { [PART_CLIENT] = 1u << OBS_LOGIN | 1u << OBS_MAIL | 1u << OBS_TLS_UPGRADE |
                                 1u << OBS_TLS },
    .memory_n = sizeof(struct memory),
    .weigh = weigh,
    .recall = recall,
    .remember = disallowed_remember,
    .remind = disallowed_remind,
};
