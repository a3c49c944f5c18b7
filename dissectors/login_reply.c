#include "dissectors/login_reply.h"

enum { VALUE_MIN = 8 }; /* of a session's number */

/* A cookie that is deleted is set, too: RFC 6265 section 3.1. What keeps forms from being forged is
 * given to anybody. */
static bool is_session(struct bytes cookie)
{
    static const char *const names[] = { "sess",  "sid", "token",  "auth",
                                         "login", "jwt", "ticket", NULL };
    static const char *const other[] = { "csrf",      "xsrf",      "username", "user_name",
                                         "loginuser", "loginname", "lang",     "last",
                                         "attempt",   "fail",      "error",    "redirect",
                                         "return",    "url",       NULL };
    static const char *const gone[] = { "max-age=0", "max-age=-", "1970", "=deleted", NULL };
    struct bytes pair = bytes_first(cookie, bytes_find(cookie, ";"));
    struct bytes name = bytes_first(pair, bytes_find(pair, "="));
    return pair.n >= name.n + 1 + VALUE_MIN && bytes_has_any(name, names) &&
           !bytes_has_any(name, other) && !bytes_has_any(cookie, gone);
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

enum sign {
    AGAINST = 1, /* goes with a refusal */
    ON_PAGE = 2, /* on a page it asks for a login again, or leads elsewhere */
    GOOD = 4,
    DENIES = 8,
    TOKEN = 16,
    FOREIGN = 32,
    ISAPI_ROOT = 64,
    ISAPI_GOOD = 128,
    ISAPI_AGAINST = 256,
    NO_TOKEN = 512,
};

struct word {
    uint16_t signs;
    uint8_t n;
    char text[LOGIN_WORD_MAX + 1];
};

static const struct word words[] = {
#define LOGIN_WORD(words, signs) { signs, sizeof(words) - 1, words },
#include "dissectors/login_words.def"
#undef LOGIN_WORD
};

enum { WORDS = sizeof words / sizeof words[0] };

/* The last two bytes of each. */
static const uint16_t endings[WORDS] = {
#define LOGIN_WORD(words, signs) (words)[sizeof(words) - 2] | (words)[sizeof(words) - 3] << 8,
#include "dissectors/login_words.def"
#undef LOGIN_WORD
};

/* Whether one may end so: nearly no byte ends one, and each byte is asked. */
static bool may_end(uint16_t two)
{
    unsigned found = 0;
    for (size_t i = 0; i < WORDS; i++)
        found |= endings[i] == two;
    return found != 0;
}

/* What the words that end here are signs of. */
static unsigned signs_here(const struct login_reply *r)
{
    const char *end = r->said + LOGIN_WORD_MAX;
    unsigned signs = 0;
    if (!may_end((uint16_t)((uint8_t)end[-1] | (uint8_t)end[-2] << 8)))
        return 0;
    for (size_t i = 0; i < WORDS; i++)
        if (memcmp(end - words[i].n, words[i].text, words[i].n) == 0)
            signs |= words[i].signs;
    return signs;
}

/* ---- ISAPI: by its root, before which nothing stands but the XML declaration ---- */

static void look_for_isapi(struct login_reply *r, uint8_t b, unsigned signs)
{
    r->tags = (uint8_t)(r->tags + (b == '<' && r->tags <= 2));
    bool root = (signs & ISAPI_ROOT) != 0 && r->tags <= 2 && !r->against;
    r->isapi = r->isapi || (r->page && root);
}

static void take_isapi(struct login_reply *r, unsigned signs)
{
    r->for_it = r->for_it || (signs & ISAPI_GOOD) != 0;
    r->against = r->against || (signs & ISAPI_AGAINST) != 0;
}

/* ---- "token" : "..." or { ... } or a number ---- */

enum { TOKEN_NAME, TOKEN_COLON, TOKEN_VALUE, TOKEN_TEXT };

static bool is_space(uint8_t b)
{
    return b == ' ' || b == '\t' || b == '\r' || b == '\n';
}

static void look_for_token(struct login_reply *r, uint8_t b, unsigned signs)
{
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
    else if ((signs & TOKEN) != 0 && (signs & NO_TOKEN) == 0)
        r->at = TOKEN_COLON;
}

static void take_words(struct login_reply *r, uint8_t b, unsigned signs)
{
    r->foreign = r->foreign || b >= 0x80 || (signs & FOREIGN) != 0;
    r->against = r->against || (signs & AGAINST) != 0 || (r->page && (signs & ON_PAGE) != 0);
    r->denies = r->denies || (signs & DENIES) != 0;
    r->for_it = r->for_it || (signs & GOOD) != 0;
    look_for_token(r, b, signs);
}

void login_reply_take(struct login_reply *r, struct bytes piece)
{
    for (size_t i = 0; i < piece.n; i++) {
        uint8_t b = piece.p[i];
        r->page = r->page || (!r->begun && b == '<');
        r->json = r->json || (!r->begun && (b == '{' || b == '['));
        r->begun = r->begun || !is_space(b);
        memmove(r->said, r->said + 1, LOGIN_WORD_MAX - 1);
        r->said[LOGIN_WORD_MAX - 1] = (char)(b >= 'A' && b <= 'Z' ? b - 'A' + 'a' : b);
        unsigned signs = signs_here(r);
        look_for_isapi(r, b, signs);
        if (r->isapi)
            take_isapi(r, signs);
        else
            take_words(r, b, signs);
    }
}

/* A page in another script than ours proves nothing. What JSON says in one may be a refusal, but
 * for words of success beside it. */
static bool accepts(const struct login_reply *r)
{
    if (r->isapi)
        return r->for_it && !r->against;
    bool says_so = r->page || r->for_it || !r->begun;
    bool understood = !r->foreign || (r->for_it && !r->page);
    return !r->against && understood && (r->token || (r->cookie && says_so));
}

enum outcome login_reply_outcome(const struct login_reply *r)
{
    if (accepts(r))
        return OUTCOME_ACCEPTED;
    bool gives = r->token || r->cookie;
    bool refuses = r->json && !r->for_it && (r->denies || (r->against && !gives));
    return refuses ? OUTCOME_REFUSED : OUTCOME_UNKNOWN;
}
