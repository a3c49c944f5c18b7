#include "dissectors/login_reply.h"

enum { VALUE_MIN = 8 }; /* of a session's number */

/* A cookie that is deleted is set, too: RFC 6265 section 3.1. */
static bool is_session(struct bytes cookie)
{
    static const char *const names[] = { "sess",  "sid", "token",  "auth",
                                         "login", "jwt", "ticket", NULL };
    static const char *const gone[] = { "max-age=0", "max-age=-", "1970", "=deleted", NULL };
    struct bytes pair = bytes_first(cookie, bytes_find(cookie, ";"));
    struct bytes name = bytes_first(pair, bytes_find(pair, "="));
    return pair.n >= name.n + 1 + VALUE_MIN && bytes_has_any(name, names) &&
           !bytes_has_any(cookie, gone);
}

bool login_reply_gives_cookie(const struct head *h)
{
    struct bytes left = h->fields;
    struct head_field field;
    while (head_field_next(&left, &field))
        if (bytes_equal_text(field.name, "Set-Cookie") && is_session(field.value))
            return true;
    return false;
}

/* ---- words ---- */

static bool ends_with_any(const struct login_reply *r, const char *const *words)
{
    struct bytes said = { (const uint8_t *)r->said, sizeof r->said };
    for (; *words != NULL; words++)
        if (bytes_end_with(said, *words))
            return true;
    return false;
}

/* Words of a refusal. */
static bool refuses(const struct login_reply *r)
{
    static const char *const words[] = { "error",     "fail",     "invalid",   "incorrect",
                                         "wrong",     "denied",   "false",     "null",
                                         "locked",    "mismatch", "illegal",   "unauthor",
                                         "forbidden", "retry",    "try again", "not match",
                                         NULL };
    return ends_with_any(r, words);
}

/* What a login page says, as a page of a refusal does; and one that only leads elsewhere, as a
 * redirect does. One in another script than ours proves nothing, but we cannot read it either. */
static bool asks_again(const struct login_reply *r, uint8_t b)
{
    static const char *const words[] = { "password",  "passwd",   "login",   "log in",
                                         "sign in",   "<form",    "alert(",  "history.",
                                         "challenge", "location", "refresh", NULL };
    return r->page && (b >= 0x80 || ends_with_any(r, words));
}

/* ---- ISAPI ---- */

/* By its root, before which nothing stands but the XML declaration. */
static void look_for_isapi(struct login_reply *r, uint8_t b)
{
    static const char *const roots[] = { "<sessionlogin", "sessionusercheck", NULL };
    r->tags = (uint8_t)(r->tags + (b == '<' && r->tags <= 2));
    r->isapi = r->isapi || (r->tags <= 2 && !r->against && ends_with_any(r, roots));
}

static void take_isapi(struct login_reply *r)
{
    static const char *const good[] = { "statusvalue>200<", "statusstring>ok<", NULL };
    static const char *const bad[] = { "error",    "fail",      "invalid", "denied",
                                       "unauthor", "forbidden", NULL };
    r->for_it = r->for_it || ends_with_any(r, good);
    r->against = r->against || ends_with_any(r, bad);
}

/* ---- "token" : "..." or { ... } or a number ---- */

enum { TOKEN_NAME, TOKEN_COLON, TOKEN_VALUE, TOKEN_TEXT };

static bool is_space(uint8_t b)
{
    return b == ' ' || b == '\t' || b == '\r' || b == '\n';
}

static void look_for_token(struct login_reply *r, uint8_t b)
{
    static const char *const names[] = { "token\"",  "session\"", "sessionid\"",
                                         "\"stok\"", "\"sid\"",   NULL };
    if (r->at != TOKEN_NAME && is_space(b))
        return;
    uint8_t at = r->at;
    r->at = TOKEN_NAME;
    if (at == TOKEN_COLON && b == ':')
        r->at = TOKEN_VALUE;
    else if (at == TOKEN_VALUE && b == '"')
        r->at = TOKEN_TEXT;
    else if (at == TOKEN_VALUE)
        r->token = r->token || b == '{' || (b > '0' && b <= '9');
    else if (at == TOKEN_TEXT)
        r->token = r->token || b != '"';
    else if (ends_with_any(r, names))
        r->at = TOKEN_COLON;
}

void login_reply_take(struct login_reply *r, struct bytes piece)
{
    static const char *const good[] = { ":\"success\"",    ": \"success\"",  "success\":true",
                                        "success\": true", ":\"ok\"",        ": \"ok\"",
                                        "result\":true",   "result\": true", NULL };
    for (size_t i = 0; i < piece.n; i++) {
        uint8_t b = piece.p[i];
        r->page = r->page || (!r->begun && b == '<');
        r->begun = r->begun || !is_space(b);
        memmove(r->said, r->said + 1, sizeof r->said - 1);
        r->said[sizeof r->said - 1] = (char)b;
        look_for_isapi(r, b);
        if (r->isapi) {
            take_isapi(r);
            continue;
        }
        r->against = r->against || refuses(r) || asks_again(r, b);
        r->for_it = r->for_it || ends_with_any(r, good);
        look_for_token(r, b);
    }
}

bool login_reply_accepts(const struct login_reply *r)
{
    if (r->isapi)
        return r->for_it && !r->against;
    bool says_so = r->page || r->for_it || !r->begun;
    return !r->against && (r->token || (r->cookie && says_so));
}
