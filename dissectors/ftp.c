/* FTP, RFC 959: its control connection. Logins cross in clear unless AUTH TLS (RFC 4217) was agreed
 * before; what is transferred goes over other connections, to an end that is agreed here. Guide
 * items 3.2.1 (a camera as server) and 3.2.2 (a camera as client).
 *
 * A login is said when its password is read, its outcome by an exchange when the server answers. */

#include "dissectors/ftp_data.h"
#include "dissectors/ftp_words.h"
#include "dissectors/line.h"
#include "dissectors/url_path.h"

struct ftp {
    bool inside[2];     /* by from_client: in the middle of a long line */
    bool greeted;       /* the server's banner was seen */
    bool user_said;     /* USER waits for its answer */
    bool pass_said;     /* PASS waits for its answer */
    bool tls_asked;     /* AUTH TLS waits for its answer */
    bool other_asked;   /* AUTH with something else does */
    bool prot_asked;    /* PROT waits for its answer */
    bool private_asked; /* it is PROT P */
    bool private;       /* PROT P was agreed */
    bool active;        /* `data` listens at the client's end */
    uint16_t multiline; /* a reply of several lines with this code has not ended yet */
    struct endpoint data;
    struct line_name user;
};

/* ---- the client ---- */

struct ftp_command {
    const char *word;
    void (*take)(struct dissection *d, struct ftp *s, struct bytes rest);
};

static void tell_login(struct dissection *d, struct ftp *s, struct password_weight weight,
                       enum outcome outcome)
{
    observe(d, (struct observation){
                   .kind = OBS_LOGIN,
                   .login = { .scheme = SCHEME_PASSWORD,
                              .outcome = outcome,
                              .password = weight,
                              .user = text_of(line_name_bytes(&s->user)) },
               });
}

static void take_user(struct dissection *d, struct ftp *s, struct bytes rest)
{
    (void)d;
    s->user = line_name_of(bytes_trim(rest));
    s->user_said = true;
    s->pass_said = false;
}

static void take_pass(struct dissection *d, struct ftp *s, struct bytes rest)
{
    s->user_said = false;
    s->pass_said = true;
    tell_login(d, s, password_weigh(rest, line_name_bytes(&s->user), d->defaults), OUTCOME_UNKNOWN);
}

/* RFC 4217 section 4; "TLS-C", "TLS-P" and "SSL" are its forerunners'. */
static void take_auth(struct dissection *d, struct ftp *s, struct bytes rest)
{
    (void)d;
    rest = bytes_trim(rest);
    s->tls_asked = bytes_start_with(rest, "TLS") || bytes_equal_text(rest, "SSL");
    s->other_asked = !s->tls_asked;
}

static void take_prot(struct dissection *d, struct ftp *s, struct bytes rest)
{
    (void)d;
    s->prot_asked = true;
    s->private_asked = bytes_equal_text(bytes_trim(rest), "P");
}

static void take_port(struct dissection *d, struct ftp *s, struct bytes rest)
{
    (void)d;
    s->data = (struct endpoint){ 0 };
    s->active = ftp_read_port(rest, &s->data);
}

static void take_eprt(struct dissection *d, struct ftp *s, struct bytes rest)
{
    (void)d;
    s->data = (struct endpoint){ 0 };
    s->active = ftp_read_eprt(rest, &s->data);
}

static void take_lprt(struct dissection *d, struct ftp *s, struct bytes rest)
{
    (void)d;
    s->data = (struct endpoint){ 0 };
    s->active = ftp_read_lprt(rest, &s->data);
}

static void tell_transfer(struct dissection *d, const struct ftp *s, enum act act,
                          struct bytes path)
{
    observe(d, (struct observation){
                   .kind = OBS_TRANSFER,
                   .transfer = { .act = act,
                                 .private = s->private,
                                 .active = s->active,
                                 .data = s->data,
                                 .name = text_of(file_name_told(bytes_trim(path))) },
               });
}

static void take_upload(struct dissection *d, struct ftp *s, struct bytes rest)
{
    tell_transfer(d, s, ACT_UPLOAD, rest);
}

static void take_download(struct dissection *d, struct ftp *s, struct bytes rest)
{
    tell_transfer(d, s, ACT_DOWNLOAD, rest);
}

static const struct ftp_command commands[] = {
    { "USER", take_user },   { "PASS", take_pass },     { "AUTH", take_auth },
    { "PROT", take_prot },   { "PORT", take_port },     { "EPRT", take_eprt },
    { "LPRT", take_lprt },   { "STOR", take_upload },   { "STOU", take_upload },
    { "APPE", take_upload }, { "RETR", take_download },
};

static void take_command(struct dissection *d, struct ftp *s, struct bytes line)
{
    while (line.n > 0 && line.p[0] >= 0xf0) /* ABOR comes after Telnet's IP and Synch */
        line = bytes_after(line, 1);
    s->multiline = 0;
    struct command c = line_command(line);
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
        if (bytes_equal_text(c.word, commands[i].word))
            commands[i].take(d, s, c.rest);
}

/* ---- the server ---- */

static void tell_answer(struct dissection *d, uint16_t code, enum scheme scheme, const char *method)
{
    observe(d, (struct observation){
                   .kind = OBS_EXCHANGE,
                   .exchange = { .act = ACT_RESPONSE,
                                 .status = code,
                                 .scheme = scheme,
                                 .method = text_of(bytes_of_text(method)) },
               });
}

static void hear_greeting(struct dissection *d, struct ftp *s, struct bytes text)
{
    if (s->greeted)
        return;
    s->greeted = true;
    observe(
        d,
        (struct observation){
            .kind = OBS_EXCHANGE,
            .exchange = { .act = ACT_RESPONSE, .status = 220, .agent = text_of(bytes_trim(text)) },
        });
}

/* 3xx only asks for more. 230 right after USER: no password was wanted. */
static void hear_login(struct dissection *d, struct ftp *s, uint16_t code)
{
    if (code == 220 || code / 100 == 1 || code / 100 == 3)
        return;
    if (s->user_said && code == 230)
        tell_login(d, s, (struct password_weight){ 0 }, OUTCOME_ACCEPTED);
    if (s->pass_said)
        tell_answer(d, code, SCHEME_PASSWORD, "PASS");
    s->user_said = s->pass_said = false;
}

/* 234 is an answer to AUTH only; the question itself may not have been captured. */
static void hear_auth(struct dissection *d, struct ftp *s, uint16_t code, struct bytes text)
{
    bool named = bytes_find(text, "TLS") < text.n || bytes_find(text, "SSL") < text.n;
    if (code == 234 && (s->tls_asked || (named && !s->other_asked))) {
        d->starts_anew = true;
        observe(d, (struct observation){ .kind = OBS_TLS_UPGRADE });
    }
    s->tls_asked = s->other_asked = false;
}

static void hear_prot(struct ftp *s, uint16_t code)
{
    if (code < 200 || code / 100 == 3)
        return;
    if (s->prot_asked && code < 300)
        s->private = s->private_asked;
    s->prot_asked = false;
}

static const struct endpoint *server_of(const struct dissection *d)
{
    return d->from_client ? &d->packet->dst : &d->packet->src;
}

/* Servers behind address translation, or listening everywhere, may say 0.0.0.0. */
static void hear_passive(const struct dissection *d, struct ftp *s, uint16_t code,
                         struct bytes text)
{
    struct endpoint e = { server_of(d)->ip, 0 };
    if (code == 227)
        (void)ftp_read_port(text, &e);
    else if (code == 228)
        (void)ftp_read_lprt(text, &e);
    else
        (void)ftp_read_epsv(text, &e.port);
    if (ip_is_group(&e.ip))
        e.ip = server_of(d)->ip;
    s->active = false;
    s->data = e.port != 0 ? e : (struct endpoint){ 0 };
}

static void hear_reply(struct dissection *d, struct ftp *s, const struct reply *r)
{
    hear_login(d, s, r->code);
    hear_prot(s, r->code);
    if (r->code == 226) /* that data connection is over */
        s->data = (struct endpoint){ 0 };
    else if (r->code >= 227 && r->code <= 229)
        hear_passive(d, s, r->code, r->text);
    else if (r->code == 234 || r->code >= 400)
        hear_auth(d, s, r->code, r->text);
}

/* RFC 959 section 4.2: "220-" begins several lines that "220 " ends; those between may be anything.
 */
static void take_reply(struct dissection *d, struct ftp *s, struct bytes line)
{
    struct reply r;
    if (!line_reply(line, &r) || (s->multiline != 0 && (r.more || r.code != s->multiline)))
        return;
    s->multiline = r.more ? r.code : 0;
    if (r.code == 220)
        hear_greeting(d, s, r.text);
    if (!r.more)
        hear_reply(d, s, &r);
}

static enum verdict_on_bytes ftp_dissect(struct dissection *d)
{
    struct ftp *s = d->state;
    struct bytes line;
    enum line_found found = line_take(&d->in, &s->inside[d->from_client], &line);
    if (found == LINE_STRANGE)
        return DISSECT_REJECT;
    if (found == LINE_READY && d->from_client)
        take_command(d, s, line);
    else if (found == LINE_READY)
        take_reply(d, s, line);
    return verdict_of(&d->in);
}

const struct dissector ftp_dissector = {
    .name = "ftp",
    .transport = TRANSPORT_TCP,
    .state_size = sizeof(struct ftp),
    .recognise = ftp_recognise,
    .dissect = ftp_dissect,
    .resynchronise = ftp_resynchronise,
};
