#include "dissectors/sasl.h"

#include "core/base64.h"

enum sasl_step { SASL_IDLE, SASL_FIRST, SASL_PASSWORD };

enum { SASL_ROOM = LINE_READ / 4 * 3 };

/* One mechanism: how the client's answer, decoded, is read. */
struct mechanism {
    const char *name;
    enum scheme scheme;
    void (*read)(struct dissection *d, struct sasl *s, struct bytes plain);
};

static void tell(struct dissection *d, struct sasl *s, struct password_weight weight)
{
    s->told = true;
    s->step = SASL_IDLE;
    observe(d, (struct observation){
                   .kind = OBS_LOGIN,
                   .login = { .scheme = (enum scheme)s->scheme,
                              .password = weight,
                              .user = text_of(line_name_bytes(&s->user)) },
               });
}

static void tell_user(struct dissection *d, struct sasl *s, struct bytes user)
{
    s->user = line_name_of(user);
    tell(d, s, (struct password_weight){ 0 });
}

/* What stands before the next `end`; `b` shrinks past it. */
static struct bytes part_before(struct bytes *b, uint8_t end)
{
    const uint8_t *at = b->n > 0 ? memchr(b->p, end, b->n) : NULL;
    struct bytes part = at != NULL ? bytes_first(*b, (size_t)(at - b->p)) : *b;
    *b = bytes_after(*b, part.n + 1);
    return part;
}

/* The same, but empty where there is no `end`: the rest may be a secret. */
static struct bytes part_ended(struct bytes *b, uint8_t end)
{
    size_t whole = b->n;
    struct bytes part = part_before(b, end);
    return part.n < whole ? part : (struct bytes){ 0 };
}

/* RFC 4616 section 2: [authzid] NUL authcid NUL passwd */
static void read_plain(struct dissection *d, struct sasl *s, struct bytes plain)
{
    size_t whole = plain.n;
    size_t acting = part_before(&plain, '\0').n;
    struct bytes user = part_before(&plain, '\0');
    bool parted = whole >= acting + user.n + 2; /* both NULs were there */
    s->user = line_name_of(parted ? user : (struct bytes){ 0 });
    tell(d, s, parted ? password_weigh(plain, user, d->defaults) : (struct password_weight){ 0 });
}

static void read_login(struct dissection *d, struct sasl *s, struct bytes plain)
{
    if (s->step == SASL_PASSWORD) {
        tell(d, s, password_weigh(plain, line_name_bytes(&s->user), d->defaults));
        return;
    }
    s->user = line_name_of(plain);
    s->step = SASL_PASSWORD;
}

/* RFC 2195 section 2: user SP digest */
static void read_cram(struct dissection *d, struct sasl *s, struct bytes plain)
{
    size_t n = plain.n;
    while (n > 0 && plain.p[n - 1] != ' ')
        n--;
    tell_user(d, s, bytes_first(plain, n > 0 ? n - 1 : 0));
}

/* RFC 2831 section 2.1.2: ...,username="user",... */
static void read_digest(struct dissection *d, struct sasl *s, struct bytes plain)
{
    struct bytes user = bytes_after(plain, bytes_find(plain, "username=\""));
    user = bytes_after(user, strlen("username=\""));
    user = part_ended(&user, '"');
    bool broken = bytes_find(user, "=") < user.n; /* a quote was missing: other values are in it */
    tell_user(d, s, broken ? (struct bytes){ 0 } : user);
}

/* user=USER ^A auth=Bearer TOKEN ^A ^A, or RFC 7628 section 3.1: n,a=USER,^A... */
static void read_bearer(struct dissection *d, struct sasl *s, struct bytes plain)
{
    if (bytes_start_with(plain, "user="))
        plain = bytes_after(plain, strlen("user="));
    else
        plain = bytes_after(plain, bytes_find(plain, ",a=") + strlen(",a="));
    struct bytes user = part_ended(&plain, 0x01);
    tell_user(d, s, part_before(&user, ','));
}

/* MS-NLMP section 2.2.1.3, AUTHENTICATE_MESSAGE: the user name's length at 36, its place at 40; in
 * UTF-16 if flag 0x01 at 60 is set. */
static void read_ntlm(struct dissection *d, struct sasl *s, struct bytes plain)
{
    struct cursor c = cursor_over(plain);
    skip(&c, 8); /* "NTLMSSP" NUL */
    uint32_t type = take_le32(&c);
    if (!cursor_ok(&c) || type != 3)
        return;
    skip(&c, 24);
    uint16_t n = take_le16(&c);
    skip(&c, 2);
    uint32_t at = take_le32(&c);
    skip(&c, 16);
    size_t step = (take_le32(&c) & 0x01) != 0 ? 2 : 1;
    struct bytes wide = bytes_first(bytes_after(plain, at), cursor_ok(&c) ? n : 0);
    struct line_name user = { 0 };
    for (size_t i = 0; i < wide.n && user.n < sizeof user.b; i += step)
        user.b[user.n++] = wide.p[i];
    tell_user(d, s, line_name_bytes(&user));
}

static void read_other(struct dissection *d, struct sasl *s, struct bytes plain)
{
    (void)plain;
    tell(d, s, (struct password_weight){ 0 });
}

static const struct mechanism mechanisms[] = {
    { "PLAIN", SCHEME_PLAIN, read_plain },
    { "LOGIN", SCHEME_LOGIN, read_login },
    { "CRAM-MD5", SCHEME_CRAM_MD5, read_cram },
    { "DIGEST-MD5", SCHEME_DIGEST, read_digest },
    { "NTLM", SCHEME_NTLM, read_ntlm },
    { "XOAUTH2", SCHEME_BEARER, read_bearer },
    { "OAUTHBEARER", SCHEME_BEARER, read_bearer },
    { "GSSAPI", SCHEME_NEGOTIATE, read_other },
    { "GSS-SPNEGO", SCHEME_NEGOTIATE, read_other },
    { NULL, SCHEME_OTHER, read_other },
};

static const struct mechanism *mechanism_named(struct bytes name)
{
    const struct mechanism *m = mechanisms;
    while (m->name != NULL && !bytes_equal_text(name, m->name))
        m++;
    return m;
}

static const struct mechanism *mechanism_of(enum scheme scheme)
{
    const struct mechanism *m = mechanisms;
    while (m->name != NULL && m->scheme != scheme)
        m++;
    return m;
}

void sasl_begin(struct dissection *d, struct sasl *s, struct bytes rest)
{
    struct command c = line_command(bytes_trim(rest));
    struct bytes first = bytes_trim(c.rest);
    *s = (struct sasl){ .step = SASL_FIRST, .scheme = (uint8_t)mechanism_named(c.word)->scheme };
    if (first.n > 0 && !bytes_equal_text(first, "=")) /* "=": an empty one */
        (void)sasl_answer(d, s, first);
}

bool sasl_answer(struct dissection *d, struct sasl *s, struct bytes line)
{
    line = bytes_trim(line);
    uint8_t plain[SASL_ROOM];
    size_t n = 0;
    bool decoded = base64_decode(line, plain, sizeof plain, &n);
    if (decoded)
        mechanism_of((enum scheme)s->scheme)->read(d, s, (struct bytes){ plain, n });
    else
        sasl_end(d, s);
    explicit_bzero(plain, n);
    return decoded || bytes_equal_text(line, "*"); /* RFC 4954 section 4: "*" gives up */
}

void sasl_end(struct dissection *d, struct sasl *s)
{
    if (sasl_is_busy(s))
        tell(d, s, (struct password_weight){ 0 });
}
