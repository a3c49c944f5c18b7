#include "dissectors/http_message.h"

#include "dissectors/http_login.h"
#include "dissectors/media_type.h"
#include "dissectors/url.h"

const char *const http_field_names[HTTP_FIELDS] = {
    [HTTP_LENGTH] = "content-length",
    [HTTP_CODING] = "transfer-encoding",
    [HTTP_CONTENT_CODING] = "content-encoding",
    [HTTP_TYPE] = "content-type",
    [HTTP_ACCEPT] = "accept",
    [HTTP_AGENT] = "user-agent",
    [HTTP_SERVER] = "server",
    [HTTP_DATE] = "date",
    [HTTP_AGE] = "age",
    [HTTP_VIA] = "via",
    [HTTP_SOAP_ACTION] = "soapaction",
    [HTTP_COOKIE] = "cookie",
    [HTTP_AUTHORIZATION] = "authorization",
    [HTTP_PROXY_AUTHORIZATION] = "proxy-authorization",
};

/* ---- SOAP ---- */

static bool is_digit(uint8_t b)
{
    return b >= '0' && b <= '9';
}

/* What a SOAP call is for; empty: it is none. With M-POST (UPnP Device Architecture 1.0 section
 * 3.2.1) the field's name begins with two digits: "01-SOAPACTION". */
static struct bytes soap_action(const struct http_message *m)
{
    struct bytes left = m->head.fields;
    struct head_field f;
    if (m->field[HTTP_SOAP_ACTION].n > 0 || !bytes_equal_text(m->start.method, "M-POST"))
        return m->field[HTTP_SOAP_ACTION];
    while (head_field_next(&left, &f))
        if (f.name.n > 2 && is_digit(f.name.p[0]) && is_digit(f.name.p[1]) &&
            bytes_equal_text(bytes_after(f.name, 2), "-SOAPACTION"))
            return f.value;
    return (struct bytes){ 0 };
}

enum act http_asks_router(const struct http_message *m)
{
    struct bytes action = m->start.is_answer ? (struct bytes){ 0 } : soap_action(m);
    return action.n > 0 ? igd_act(action) : ACT_NONE;
}

/* ---- which bodies are read ---- */

static bool is_xml(struct bytes type)
{
    return bytes_start_with(type, "application/soap+xml") || bytes_start_with(type, "text/xml") ||
           bytes_start_with(type, "application/xml");
}

static bool is_text(struct bytes type)
{
    return type.n == 0 || bytes_start_with(type, "text/");
}

/* A PUT sets something, but where a session is made. */
static bool is_login_put(const struct http_message *m)
{
    static const char *const words[] = { "login", "logon", "session", "signin", "auth", NULL };
    struct bytes path = bytes_first(m->start.target, bytes_find(m->start.target, "?"));
    return bytes_equal_text(m->start.method, "PUT") && bytes_has_any(path, words) &&
           login_form_may_be(m->start.target, m->field[HTTP_TYPE]);
}

enum http_body_kind http_reads_body(const struct http_message *m, const struct http_asked *asked)
{
    struct bytes type = m->field[HTTP_TYPE];
    const char *method = http_method_name(asked->method);
    bool posted = m->start.is_answer ? m->start.status == 200 && asked->method > 0
                                     : bytes_equal_text(m->start.method, "POST");
    if (http_asks_router(m) != ACT_NONE)
        return HTTP_BODY_IGD;
    if (is_login_put(m))
        return HTTP_BODY_FORM;
    if (!posted)
        return HTTP_BODY_NONE;
    if (m->start.is_answer && asked->asks_challenge)
        return HTTP_BODY_CHALLENGE;
    if (m->start.is_answer && asked->cgi != CGI_NOTHING)
        return is_text(type) || is_xml(type) ? HTTP_BODY_CGI : HTTP_BODY_NONE;
    bool soap = is_xml(type) && (!m->start.is_answer || strcmp(method, "POST") == 0);
    if (!m->start.is_answer && login_form_may_be(m->start.target, type))
        return HTTP_BODY_FORM;
    return soap ? HTTP_BODY_SOAP : HTTP_BODY_NONE;
}

/* ---- what was asked, and which answer is whose ---- */

static void remember(struct http_state *s, struct http_asked *asked, struct bytes target)
{
    asked->has_path = s->n == 0 && s->beyond == 0;
    if (asked->has_path)
        s->path = url_path_text(target);
    if (s->n == HTTP_ASKED_MAX || s->beyond > 0) {
        s->beyond++;
        return;
    }
    s->asked[(s->first + s->n) % HTTP_ASKED_MAX] = *asked;
    s->n++;
}

/* The request that the next answer belongs to; all zero if it is not known. */
static struct http_asked recall(struct http_state *s, bool is_final, bool from_client)
{
    if (s->n == 0) {
        s->beyond -= is_final && s->beyond > 0;
        return (struct http_asked){ 0 };
    }
    struct http_asked asked = s->asked[s->first];
    if (asked.from_client == from_client) /* nobody answers himself */
        return (struct http_asked){ 0 };
    if (is_final) {
        s->first = (uint8_t)((s->first + 1) % HTTP_ASKED_MAX);
        s->n--;
    }
    return asked;
}

void http_forget_requests(struct http_state *s)
{
    s->n = 0;
    s->beyond = 0;
    if (s->body.kind == HTTP_BODY_CHALLENGED) /* another may have been given since */
        http_body_begin(&s->body, HTTP_BODY_NONE, false);
}

/* ---- requests ---- */

bool http_is_tunnel(const struct http_message *m)
{
    static const char type[] = "application/x-rtsp-tunnelled";
    return bytes_start_with(m->field[HTTP_TYPE], type) ||
           bytes_start_with(m->field[HTTP_ACCEPT], type);
}

/* RTSP is what this conversation is about from now on. */
static void tell_tunnel(struct dissection *d)
{
    observe(d, (struct observation){ .kind = OBS_EXCHANGE,
                                     .protocol = "rtsp",
                                     .exchange = { .act = ACT_NONE, .tunnel = "http" } });
}

/* Credentials in fields and in the target; the scheme is that of the fields, if they have any. */
static enum scheme tell_logins(struct dissection *d, const struct http_message *m)
{
    struct http_state *s = d->state;
    enum scheme scheme = SCHEME_NONE;
    if (m->field[HTTP_AUTHORIZATION].n > 0 || m->field[HTTP_PROXY_AUTHORIZATION].n > 0)
        scheme = auth_tell_logins(d, &s->memory, &m->head);
    bool in_target = url_tell_login(d, &s->memory, m->start.target);
    return in_target && scheme == SCHEME_NONE ? SCHEME_URL : scheme;
}

/* Cookies, "X-Auth-Token", "SessionTag" and the like. */
static bool has_token(const struct http_message *m)
{
    static const char *const words[] = { "token", "session", "auth" };
    struct bytes left = m->head.fields;
    struct head_field field;
    if (m->field[HTTP_COOKIE].n > 0 || url_has_token(m->start.target))
        return true;
    while (head_field_next(&left, &field))
        for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
            if (bytes_find(field.name, words[i]) < field.name.n)
                return true;
    return false;
}

void http_take_request(struct dissection *d, const struct http_message *m)
{
    struct http_state *s = d->state;
    bool known = s->memory.used;
    observe(d, (struct observation){ .kind = OBS_EXCHANGE,
                                     .exchange = {
                                         .act = ACT_REQUEST,
                                         .method = text_of(m->start.method),
                                         .path = url_path_text(m->start.target),
                                         .agent = text_of(m->field[HTTP_AGENT]),
                                         .content = media_type_content(m->field[HTTP_TYPE]),
                                     } });
    struct http_asked asked = { .method = http_method_number(m->start.method),
                                .scheme = (uint8_t)tell_logins(d, m),
                                .cgi = (uint8_t)cgi_asked_by(m->start.target),
                                .call = { .act = http_asks_router(m) },
                                .tunnels = http_is_tunnel(m),
                                .from_client = d->from_client,
                                .asks_challenge = login_challenge_is_asked(m->start.target) };
    asked.vouched = asked.scheme == SCHEME_NONE && (known || has_token(m));
    if (asked.tunnels)
        tell_tunnel(d);
    remember(s, &asked, m->start.target);
    d->is_client = true;
}

struct http_asked *http_last_asked(struct http_state *s, bool from_client)
{
    struct http_asked *last = &s->asked[(s->first + s->n + HTTP_ASKED_MAX - 1) % HTTP_ASKED_MAX];
    return s->n > 0 && s->beyond == 0 && last->from_client == from_client ? last : NULL;
}

void http_tell_call(struct dissection *d, const struct igd_call *call)
{
    struct http_asked *asked = http_last_asked(d->state, d->from_client);
    if (asked != NULL && asked->call.act == call->act)
        asked->call = *call;
    igd_tell(d, call, OUTCOME_UNKNOWN);
}

/* An answer to what anybody may call takes no password. */
void http_tell_token(struct dissection *d, const struct soap *call)
{
    struct http_state *s = d->state;
    const struct wsse *w = &call->login;
    struct http_asked *asked = http_last_asked(s, d->from_client);
    if (w->scheme == SCHEME_NONE || asked == NULL)
        return;
    struct observation login = {
        .kind = OBS_LOGIN,
        .login = { .scheme = (enum scheme)w->scheme, .password = w->weight, .user = w->user }
    };
    struct bytes kind = bytes_of_text(w->weight.is_default ? "default" : "");
    login.login.repeated =
        auth_remember(&s->memory, login.login.scheme, bytes_of_text(w->user.s), kind);
    observe(d, login);
    asked->vouched = asked->scheme == SCHEME_NONE;
    if (asked->vouched && !call->before_login) {
        asked->scheme = w->scheme;
        asked->vouched = false;
    }
}

/* ---- answers ---- */

/* What comes through a proxy or out of a cache shows another's clock, or an old time: RFC 9110
 * sections 6.6.1 and 7.6.3, RFC 9111 section 5.1. */
static void tell_clock(struct dissection *d, const struct http_message *m)
{
    struct http_state *s = d->state;
    if (m->field[HTTP_AGE].n == 0 && m->field[HTTP_VIA].n == 0 && m->start.status >= 200)
        date_tell_answered(d, m->field[HTTP_DATE], &s->date_told_s);
}

bool http_is_success(uint16_t status)
{
    return status >= 200 && status < 300;
}

void http_take_answer(struct dissection *d, const struct http_message *m, struct http_asked *asked)
{
    struct http_state *s = d->state;
    uint16_t status = m->start.status;
    *asked = recall(s, status >= 200 || status == 101, d->from_client);
    const char *method = http_method_name(asked->method);
    enum scheme scheme = http_answered_scheme((enum scheme)asked->scheme, status);
    observe(d, (struct observation){ .kind = OBS_EXCHANGE,
                                     .exchange = {
                                         .act = ACT_RESPONSE,
                                         .status = status,
                                         .scheme = scheme,
                                         .method = text_of(bytes_of_text(method)),
                                         .path = asked->has_path ? s->path : (struct text){ "" },
                                         .vouched = asked->vouched || scheme != asked->scheme,
                                         .agent = text_of(m->field[HTTP_SERVER]),
                                         .content = media_type_content(m->field[HTTP_TYPE]),
                                     } });
    auth_tell_challenges(d, &s->memory, &m->head);
    tell_clock(d, m);
    if (asked->call.act != ACT_NONE && status >= 200)
        igd_tell(d, &asked->call, http_is_success(status) ? OUTCOME_ACCEPTED : OUTCOME_REFUSED);
    d->is_server = true;
}
