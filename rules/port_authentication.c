/* Guide item 4.1, IEEE 802.1X: the switch lets the camera in only once it has logged in. Judged by
 * the camera's own MAC, since one port may carry several; seen as EAPOL on the port or as RADIUS
 * between switch and server (protocols.md D.11, row 4.1 of E).
 *
 * A login that succeeds ends a FAIL: it proves that camera and switch both do it. A success without
 * any method proves nothing: a port that is open to everybody says it, too, when it is asked
 * (FORCE_AUTH of IEEE 802.1X-2004); nor does a failure, which some switches send to begin with.
 * What the camera says of its own setting (ONVIF) proves less than a login: not every one tells by
 * ONVIF what its pages set, and a configuration need not be in use.
 *
 * That the camera sends says nothing of the port either: a tap shows what the switch throws away.
 * TCP on which something is said and answered does. */
#include "rules/moment.h"
#include "rules/rule.h"

/* What was under way when the port was closed is over by then. */
static const uint64_t grace_ns = 30000000000;
/* Of a bypass that is told more than once. */
static const uint64_t duplicate_ns = 60000000000;

struct memory {
    uint64_t failed_ns;   /* when it was last refused; 0: it has tried again or got in since */
    uint64_t asked_ns;    /* when the switch first asked who it is; 0: nobody asks, or took_part */
    uint64_t bypassed_ns; /* when it was first let in by its MAC since it last logged in; 0: not */
    uint8_t method;       /* the last one of this login */
    bool refused;         /* it was refused by a method or by the server, not only told a failure */
    bool succeeded;       /* ever, by a method */
    bool took_part;       /* ever: a step of its own, or a success */
    bool stepped;         /* a step of a login, or of what stands in for it, was seen */
    bool unconfigured;    /* by its own word, when it last said so */
};

struct method_words {
    const char *reason;
    const char *name;
    const char *remark;
};

static const char weak[] = ", which is weak: who sees it can try passwords offline";
static const char unnamed[] = ", which the guide does not name";

/* By enum port_method. The guide allows MD5, PEAP and TLS. */
static const struct method_words methods[PORT_METHODS] = {
    [PORT_METHOD_UNKNOWN] = { "eap", "a method that was not seen", "" },
    [PORT_MD5] = { "eap-md5", "EAP-MD5", weak },
    [PORT_PEAP] = { "eap-peap", "PEAP", ", by a name and a password inside TLS" },
    [PORT_TLS] = { "eap-tls", "EAP-TLS", ", by a certificate" },
    [PORT_TTLS] = { "eap-ttls", "EAP-TTLS", unnamed },
    [PORT_FAST] = { "eap-fast", "EAP-FAST", unnamed },
    [PORT_MSCHAPV2] = { "eap-mschapv2", "bare MSCHAPv2", weak },
    [PORT_MAB] = { "mab", "MAC bypass", "" },
    [PORT_OTHER] = { "eap-other", "another method of EAP", unnamed },
};

static const char *place_of(const struct observation *o)
{
    return o->port_auth.by_radius ? "seen at the RADIUS server" : "seen on the port";
}

/* ---- 802.1X ---- */

static struct opinion weigh_success(struct memory *m, const struct observation *o)
{
    enum port_method method = o->port_auth.method;
    if (method == PORT_METHOD_UNKNOWN)
        method = (enum port_method)m->method;
    *m = (struct memory){ .bypassed_ns = m->bypassed_ns,
                          .succeeded = m->succeeded,
                          .took_part = true };
    if (method == PORT_METHOD_UNKNOWN && !o->port_auth.by_radius)
        return opine(VERDICT_LIKELY_OK, "success-bare",
                     "the switch says success, by no method that was seen; a port that is open to "
                     "everybody says so, too");
    m->bypassed_ns = 0;
    m->succeeded = true;
    struct opinion x = opine(VERDICT_PASS, methods[method].reason, "let in by 802.1X: %s%s; %s",
                             methods[method].name, methods[method].remark, place_of(o));
    x.mends = true;
    return x;
}

static struct opinion weigh_failure(struct memory *m, const struct observation *o)
{
    enum port_method method = o->port_auth.method;
    if (method == PORT_METHOD_UNKNOWN)
        method = (enum port_method)m->method;
    bool refused = method != PORT_METHOD_UNKNOWN || o->port_auth.by_radius;
    m->failed_ns = o->time_ns;
    m->refused = m->refused || refused;
    m->method = PORT_METHOD_UNKNOWN;
    if (!refused)
        return silent();
    return opine(VERDICT_SUSPECT, "refused",
                 "its 802.1X login was refused: %s; %s; whether the port lets it in all the same "
                 "was not seen",
                 methods[method].name, place_of(o));
}

/* The camera takes part: its own setting is on, whatever the switch makes of it. */
static struct opinion weigh_supplicant(struct memory *m)
{
    m->failed_ns = 0;
    m->asked_ns = 0;
    m->refused = false;
    return opine(VERDICT_LIKELY_OK, "takes-part",
                 "asks by 802.1X to be let in; what the switch made of it was not seen");
}

static struct opinion weigh_bypass(struct memory *m, const struct observation *o)
{
    if (o->port_auth.event != PORT_SUCCESS)
        return silent();
    bool again = m->bypassed_ns != 0 && o->time_ns > m->bypassed_ns &&
                 o->time_ns - m->bypassed_ns >= duplicate_ns; /* and in no older capture */
    if (m->bypassed_ns == 0)
        m->bypassed_ns = o->time_ns;
    bool only = !m->succeeded || m->refused;
    m->failed_ns = 0;
    if (only)
        return opine(VERDICT_FAIL, "mab",
                     "let in by its MAC address alone (MAC bypass), which anybody can copy%s",
                     m->refused ? ", after its 802.1X login was refused" : "");
    if (!again)
        return silent();
    return opine(VERDICT_SUSPECT, "mab-since",
                 "let in by its MAC address alone more than once since its last 802.1X login");
}

static struct opinion weigh_step(struct memory *m, const struct observation *o)
{
    enum port_event event = o->port_auth.event;
    if (o->port_auth.method == PORT_MAB)
        return weigh_bypass(m, o);
    if (event == PORT_SUCCESS)
        return weigh_success(m, o);
    if (event == PORT_FAILURE)
        return weigh_failure(m, o);
    m->took_part = m->took_part || o->from_client;
    if (event == PORT_IDENTITY && m->asked_ns == 0 && !m->took_part)
        m->asked_ns = o->time_ns;
    if (event == PORT_PROPOSED || event == PORT_ANSWERED)
        m->method = (uint8_t)o->port_auth.method;
    if (!o->from_client || event == PORT_LOGOFF)
        return silent();
    return weigh_supplicant(m);
}

/* ---- what it says itself ---- */

static struct opinion weigh_setting(const struct weighing *w)
{
    const struct observation *o = w->o;
    struct memory *m = w->memory;
    if (!is_sender(w) || o->setting.name == NULL || strcmp(o->setting.name, "dot1x") != 0)
        return silent();
    bool before = m->unconfigured;
    m->unconfigured = !o->setting.enabled;
    if (o->setting.enabled) {
        struct opinion x = opine(VERDICT_LIKELY_OK, "dot1x-configured",
                                 "says that 802.1X is configured (%s), which need not be in use",
                                 o->setting.value.s);
        x.mends = before && !m->stepped;
        return x;
    }
    return opine(VERDICT_SUSPECT, "dot1x-not-configured",
                 "says by ONVIF that it has no configuration for 802.1X");
}

/* ---- what flows all the same ---- */

/* What the camera says over TCP, it says because the handshake went both ways through the port. */
static bool is_through(const struct weighing *w)
{
    return w->o->transport == TRANSPORT_TCP && is_sender(w);
}

/* A mirror may lose what the camera answers: that goes to a group address. One switch MAC may stand
 * for several mirrored ports, and whom it asks there is not said: so never of one that took part.
 */
static struct opinion weigh_silence(const struct weighing *w)
{
    struct memory *m = w->memory;
    if (m->asked_ns == 0 || w->o->time_ns < m->asked_ns + grace_ns || !is_through(w))
        return silent();
    m->asked_ns = 0;
    return opine(VERDICT_SUSPECT, "silent-yet-in",
                 "the switch asks who it is by 802.1X; no answer was seen, and it goes on over TCP "
                 "all the same");
}

static struct opinion weigh_traffic(const struct weighing *w)
{
    struct memory *m = w->memory;
    const struct observation *o = w->o;
    if (m->failed_ns == 0)
        return weigh_silence(w);
    if (o->time_ns < m->failed_ns + grace_ns || !is_through(w))
        return silent();
    uint64_t s = (o->time_ns - m->failed_ns) / 1000000000;
    m->failed_ns = 0;
    return opine(VERDICT_FAIL, "failed-yet-in",
                 "goes on over TCP %llu s after its 802.1X login failed: the port lets it in all "
                 "the same",
                 (unsigned long long)s);
}

static struct opinion weigh(const struct weighing *w)
{
    struct memory *m = w->memory;
    if (w->o->kind == OBS_SETTING)
        return weigh_setting(w);
    if (w->o->kind != OBS_PORT_AUTH)
        return weigh_traffic(w);
    struct opinion x = weigh_step(m, w->o);
    m->stepped = true;
    return x;
}

static void move(void *memory, int64_t by_ns)
{
    struct memory *m = memory;
    move_time(&m->failed_ns, by_ns);
    move_time(&m->asked_ns, by_ns);
    move_time(&m->bypassed_ns, by_ns);
}

static const char part_word[] = "took part";

static void remember(const void *memory, struct sentence *words)
{
    const struct memory *m = memory;
    if (m->took_part)
        sentence_format(words, "%s", part_word);
}

static void remind(void *memory, const char *words)
{
    struct memory *m = memory;
    m->took_part = strcmp(words, part_word) == 0;
}

/* What was kept before there were words of it has reasons, too. */
static bool shows_part(const char *reason)
{
    return strncmp(reason, "eap", 3) == 0 || strcmp(reason, "takes-part") == 0 ||
           strcmp(reason, "success-bare") == 0;
}

static void recall(void *memory, const char *reason)
{
    struct memory *m = memory;
    bool by_its_word = strncmp(reason, "dot1x-", 6) == 0;
    m->unconfigured = m->unconfigured || strcmp(reason, "dot1x-not-configured") == 0;
    m->stepped = m->stepped || !by_its_word;
    m->took_part = m->took_part || shows_part(reason);
}

const struct item port_authentication_item = {
    .about = {
        .number = "4.1",
        .title = "IEEE 802.1X",
        .recommended = "ON",
        .level = LEVEL_ADVANCED,
        .signature = 7241000,
        .severity = 3,
        .category = "Misc activity",
        .cwe = "CWE-287",
        .meaning = "With 802.1X the switch lets only authorized devices join the network.",
        .judged = "PASS: a login by EAP with the camera's MAC succeeds, on the port or at the RADIUS server; the "
                  "method is named (the guide allows MD5, PEAP and TLS; MD5 is weak). FAIL: the RADIUS server lets "
                  "the camera in by its MAC address alone (MAC bypass); or its login failed, and it goes on over "
                  "TCP 30 seconds later and more. SUSPECT: its login was refused; or the switch asks who it is, and a "
                  "camera that never was seen to take part goes on over TCP; or it is let in by MAC bypass again and "
                  "again though it once logged in; or the camera says by ONVIF that it has no configuration for it. "
                  "LIKELY_OK: it says that it has one; or the camera asks to be let in and no answer "
                  "was seen, or a success without any method, as a port that is open to everybody says it. A later "
                  "success ends a FAIL. Logins of other hosts on the same port count for nothing.",
        .remedy = "[User mng.] - [IEEE 802.1x] in the Settings menu; and 802.1X without MAC bypass at the switch's "
                  "port.",
        .unseen = "No 802.1X login of this camera was seen; it logs in when its link comes up, and when the switch asks "
                  "again.",
        .decides = "A tap on the camera's own link, or on the link between switch and RADIUS server, when the camera "
                   "logs in.",
    },
    .observable = true,
    .needs = VANTAGE_LINK,
    .listens = { [PART_CLIENT] = 1u << OBS_LOGIN | 1u << OBS_TRANSFER | 1u << OBS_MAIL,
                 [PART_SERVER] = 1u << OBS_EXCHANGE | 1u << OBS_STREAM | 1u << OBS_TLS |
                                 1u << OBS_SETTING,
                 [PART_SUBJECT] = 1u << OBS_PORT_AUTH },
    .memory_n = sizeof(struct memory),
    .weigh = weigh,
    .recalls_good = true,
    .recall = recall,
    .remember = remember,
    .remind = remind,
    .until_boot = true,
    .move = move,
};
