#include "dissectors/rtsp_message.h"

#include "core/hash.h"
#include "dissectors/date.h"
#include "dissectors/media_keys.h"
#include "dissectors/rtsp_start.h"
#include "dissectors/rtsp_transport.h"
#include "dissectors/sdp.h"
#include "dissectors/url.h"

enum {
    SDP_MAX = 12288,     /* the longest session description that is read */
    MESSAGE_MAX = 16000, /* head and body of what is read whole */
};

enum field {
    FIELD_CSEQ,
    FIELD_LENGTH,
    FIELD_TYPE,
    FIELD_AGENT,
    FIELD_SERVER,
    FIELD_TRANSPORT,
    FIELD_KEY,
    FIELD_RTP_INFO,
    FIELD_DATE,
    FIELD_VIA,
    FIELD_AUTHORIZATION,
    FIELD_PROXY_AUTHORIZATION,
    FIELDS
};

static const char *const field_names[FIELDS] = {
    [FIELD_CSEQ] = "cseq",
    [FIELD_LENGTH] = "content-length",
    [FIELD_TYPE] = "content-type",
    [FIELD_AGENT] = "user-agent",
    [FIELD_SERVER] = "server",
    [FIELD_TRANSPORT] = "transport",
    [FIELD_KEY] = "keymgmt",
    [FIELD_RTP_INFO] = "rtp-info",
    [FIELD_DATE] = "date",
    [FIELD_VIA] = "via",
    [FIELD_AUTHORIZATION] = "authorization",
    [FIELD_PROXY_AUTHORIZATION] = "proxy-authorization",
};

struct message {
    struct rtsp_start start;
    struct head head;
    struct bytes field[FIELDS];
    struct bytes sdp; /* empty: there is none, or it is too long */
};

/* ---- which answer is whose ---- */

static void remember(struct rtsp_state *s, const struct rtsp_asked *asked)
{
    s->asked[s->next_asked] = *asked;
    s->next_asked = (uint8_t)((s->next_asked + 1) % RTSP_ASKED_MAX);
}

/* By CSeq (RFC 2326 section 12.17); by order, if the answer has none, or the 0 that Foscam's write.
 * All zero: not known. */
static struct rtsp_asked recall(struct rtsp_state *s, const struct message *m, bool from_client)
{
    struct bytes cseq = m->field[FIELD_CSEQ];
    if (bytes_equal_text(cseq, "0"))
        cseq.n = 0;
    for (size_t i = 0; i < RTSP_ASKED_MAX; i++) {
        struct rtsp_asked *asked = &s->asked[(s->next_asked + i) % RTSP_ASKED_MAX];
        bool theirs = asked->waiting && asked->from_client != from_client;
        if (!theirs || (cseq.n > 0 && asked->cseq != bytes_number(cseq)))
            continue;
        asked->waiting = m->start.status < 200;
        return *asked;
    }
    return (struct rtsp_asked){ 0 };
}

/* ---- session descriptions ---- */

static uint64_t hash_of(struct bytes b)
{
    static const struct hash_key key = { { 0 } }; /* to compare, not to hide */
    return hash_bytes(&key, b.p, b.n);
}

static void keep_track(struct rtsp_state *s, const struct sdp_media *m)
{
    if (s->tracks == RTSP_TRACKS_MAX)
        return;
    s->track[s->tracks++] =
        (struct rtsp_track){ .control = hash_of(m->control),
                             .control_n = (uint8_t)(m->control.n < 256 ? m->control.n : 0),
                             .type = (uint8_t)m->type,
                             .codec = (uint8_t)m->codec,
                             .key = (uint8_t)m->key,
                             .payload_type = m->payload_type,
                             .secure = m->secure || m->key == KEY_DTLS,
                             .back_channel = m->back_channel };
}

static void tell_streams(struct dissection *d, struct bytes sdp)
{
    struct rtsp_state *s = d->state;
    struct sdp_media media[SDP_MEDIA_MAX];
    size_t n = sdp_read(sdp, media);
    s->tracks = 0;
    for (size_t i = 0; i < n; i++) {
        keep_track(s, &media[i]);
        media_keys_take_sdes(d->keys, d->packet, media[i].crypto);
        media_keys_take_mikey(d->keys, d->packet, media[i].mikey);
        observe(d, (struct observation){ .kind = OBS_STREAM,
                                         .stream = {
                                             .act = ACT_NOTIFY,
                                             .type = media[i].type,
                                             .codec = media[i].codec,
                                             .key = media[i].key,
                                             .secure = media[i].secure,
                                             .back_channel = media[i].back_channel,
                                             .ends = media[i].ends,
                                             .payload_type = media[i].payload_type,
                                         } });
    }
}

/* Which track that target is, from 1; 0: not known. Its end is the track's a=control (RFC 2326
 * section C.1.1). */
static uint8_t track_of(const struct rtsp_state *s, struct bytes target)
{
    for (uint8_t i = 0; i < s->tracks; i++) {
        size_t n = s->track[i].control_n;
        if (n > 0 && n <= target.n &&
            hash_of(bytes_after(target, target.n - n)) == s->track[i].control)
            return (uint8_t)(i + 1);
    }
    return s->tracks == 1 ? 1 : 0;
}

/* ---- SETUP ---- */

/* `prot=mikey;uri="...";data="BASE64"`, RFC 4567 section 3.2. */
static bool take_key(struct dissection *d, struct bytes field)
{
    static const char begin[] = "data=\"";
    if (bytes_find(field, "mikey") == field.n)
        return false;
    struct bytes data = bytes_after(field, bytes_find(field, begin));
    data = bytes_after(data, strlen(begin));
    media_keys_take_mikey(d->keys, d->packet, bytes_first(data, bytes_find(data, "\"")));
    return true;
}

static void tell_setup(struct dissection *d, const struct message *m, uint8_t number)
{
    const struct rtsp_state *s = d->state;
    struct rtsp_track track = { 0 };
    if (number > 0 && number <= s->tracks)
        track = s->track[number - 1];
    struct rtsp_transport t = rtsp_transport_read(m->field[FIELD_TRANSPORT]);
    bool mikey = take_key(d, m->field[FIELD_KEY]);
    enum media_key key = mikey ? KEY_MIKEY : (enum media_key)track.key;
    observe(d, (struct observation){ .kind = OBS_STREAM,
                                     .stream = {
                                         .act = m->start.is_answer ? ACT_RESPONSE : ACT_REQUEST,
                                         .type = (enum media_type)track.type,
                                         .codec = (enum codec)track.codec,
                                         .key = key,
                                         .secure = t.secure,
                                         .interleaved = t.interleaved,
                                         .back_channel = track.back_channel,
                                         .payload_type = track.payload_type,
                                         .client_port = t.client_port,
                                         .server_port = t.server_port,
                                         .status = m->start.status,
                                     } });
}

/* ---- requests and answers ---- */

/* Requests that only a client makes; the others go both ways. */
static bool is_of_client(enum rtsp_method m)
{
    return m == RTSP_DESCRIBE || m == RTSP_SETUP || m == RTSP_PLAY || m == RTSP_PAUSE ||
           m == RTSP_TEARDOWN || m == RTSP_RECORD;
}

static void take_request(struct dissection *d, const struct message *m)
{
    struct rtsp_state *s = d->state;
    enum rtsp_method method = rtsp_method_of(m->start.method);
    struct rtsp_asked asked = { .cseq = bytes_number(m->field[FIELD_CSEQ]),
                                .method = (uint8_t)method,
                                .from_client = d->from_client,
                                .waiting = true };
    observe(d, (struct observation){ .kind = OBS_EXCHANGE,
                                     .exchange = {
                                         .act = ACT_REQUEST,
                                         .method = text_of(m->start.method),
                                         .path = url_path_text(m->start.target),
                                         .agent = text_of(m->field[FIELD_AGENT]),
                                     } });
    bool known = s->memory.used;
    if (m->field[FIELD_AUTHORIZATION].n > 0 || m->field[FIELD_PROXY_AUTHORIZATION].n > 0)
        asked.scheme = (uint8_t)auth_tell_logins(d, &s->memory, &m->head);
    if (url_tell_login(d, &s->memory, m->start.target) && asked.scheme == SCHEME_NONE)
        asked.scheme = SCHEME_URL;
    asked.vouched = asked.scheme == SCHEME_NONE && (known || url_has_token(m->start.target));
    if (method == RTSP_ANNOUNCE)
        tell_streams(d, m->sdp);
    if (method == RTSP_SETUP) {
        asked.track = track_of(s, m->start.target);
        tell_setup(d, m, asked.track);
    }
    remember(s, &asked);
    d->is_client = is_of_client(method);
}

/* An answer whose request passed elsewhere, or before the capture began, shows by what it carries
 * which it answers: only DESCRIBE is answered with a description, only SETUP with a transport, only
 * PLAY with RTP-Info (RFC 2326 section 12). Whether a login went with it nobody knows. */
static void guess_request(struct rtsp_asked *asked, const struct message *m)
{
    asked->vouched = true;
    if (m->sdp.n > 0)
        asked->method = RTSP_DESCRIBE;
    else if (m->field[FIELD_TRANSPORT].n > 0)
        asked->method = RTSP_SETUP;
    else if (m->field[FIELD_RTP_INFO].n > 0)
        asked->method = RTSP_PLAY;
}

static void take_answer(struct dissection *d, const struct message *m)
{
    struct rtsp_state *s = d->state;
    struct rtsp_asked asked = recall(s, m, d->from_client);
    if (asked.method == RTSP_OTHER && m->start.status == 200)
        guess_request(&asked, m);
    enum rtsp_method method = (enum rtsp_method)asked.method;
    const char *name = rtsp_method_name(method);
    observe(d, (struct observation){ .kind = OBS_EXCHANGE,
                                     .exchange = {
                                         .act = ACT_RESPONSE,
                                         .status = m->start.status,
                                         .scheme = (enum scheme)asked.scheme,
                                         .method = text_of(bytes_of_text(name)),
                                         .vouched = asked.vouched,
                                         .agent = text_of(m->field[FIELD_SERVER]),
                                     } });
    auth_tell_challenges(d, &s->memory, &m->head);
    if (m->field[FIELD_VIA].n == 0 && m->start.status >= 200)
        date_tell_answered(d, m->field[FIELD_DATE], &s->date_told_s);
    if (m->sdp.n > 0)
        tell_streams(d, m->sdp);
    if (method == RTSP_SETUP)
        tell_setup(d, m, asked.track);
    d->is_server = is_of_client(method);
}

/* ---- messages ---- */

static bool has_sdp(const struct message *m, size_t n)
{
    struct bytes type = m->field[FIELD_TYPE];
    return n > 0 && n <= SDP_MAX && bytes_start_with(type, "application/sdp");
}

enum verdict_on_bytes rtsp_message_take(struct dissection *d)
{
    struct cursor *c = &d->in;
    const uint8_t *begin = c->at;
    struct message m = { .head = head_take(c) };
    if (!cursor_ok(c))
        return DISSECT_WAIT;
    if (!rtsp_start_read(m.head.start, &m.start))
        return DISSECT_REJECT;
    head_pick(&m.head, field_names, FIELDS, m.field);
    size_t body_n = bytes_number(m.field[FIELD_LENGTH]);
    if (has_sdp(&m, body_n) && (size_t)(c->at - begin) + body_n <= MESSAGE_MAX)
        m.sdp = take_bytes(c, body_n);
    else
        skip_ahead(c, body_n);
    if (!cursor_ok(c))
        return DISSECT_WAIT;

    if (m.start.is_answer)
        take_answer(d, &m);
    else
        take_request(d, &m);
    return DISSECT_DONE;
}
