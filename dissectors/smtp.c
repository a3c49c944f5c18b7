/* SMTP, RFC 5321, and its kin LMTP: a camera mails its alarms. Whether the envelope (MAIL FROM) and
 * the login (AUTH, RFC 4954) cross in clear or after STARTTLS (RFC 3207). Guide item 3.2.5. Mail
 * itself (DATA, and BDAT of RFC 3030) is passed over; only the Date of one that comes by DATA is
 * read, which shows the camera's clock: item 2.7. */

#include "dissectors/mail_head.h"
#include "dissectors/sasl.h"

struct smtp {
    bool inside[2];   /* by from_client: in the middle of a long line */
    bool greeted;     /* the server's banner was seen */
    bool tls_asked;   /* STARTTLS waits for its answer */
    bool tls_offered; /* in the answer to the last EHLO */
    uint8_t mail;     /* enum dotted: where in a mail the client is */
    struct sasl sasl;
    struct line_name helo;
    struct mail_head head;
};

static const char *const own_words[] = { "EHLO", "HELO", "LHLO", "MAIL FROM", "RCPT TO", NULL };
static const char *const port_words[] = { "STARTTLS", "AUTH", "DATA", "BDAT", "QUIT",
                                          "RSET",     "VRFY", "NOOP", "HELP", NULL };
static const char *const all_words[] = { "EHLO", "HELO", "LHLO", "MAIL FROM", "RCPT TO", "STARTTLS",
                                         "AUTH", "DATA", "BDAT", "QUIT",      "RSET",    NULL };

static bool is_smtp_port(uint16_t port)
{
    return port == 25 || port == 587 || port == 2525; /* RFC 5321, RFC 6409, and a common third */
}

static enum recognition recognise_server(struct opening *o)
{
    struct reply r;
    if (o->said.n < 4)
        return bytes_equal(o->said, bytes_first(bytes_of_text("220"), o->said.n)) ? TOO_LITTLE
                                                                                  : NOT_MINE;
    bool parted = o->said.p[3] == ' ' || o->said.p[3] == '-';
    if (!parted || !line_reply(o->said, &r) || (r.code != 220 && !is_smtp_port(o->from_port)))
        return NOT_MINE;
    o->speaker = SPEAKER_SERVER;
    if (is_smtp_port(o->from_port) || bytes_find(o->said, "SMTP") < o->said.n)
        return MINE;
    if (bytes_find(o->said, "FTP") < o->said.n)
        return NOT_MINE;
    bool mail = bytes_find(o->said, "mail") < o->said.n;
    return mail && o->said.p[o->said.n - 1] == '\n' ? MINE : TOO_LITTLE;
}

static enum recognition smtp_recognise(struct opening *o)
{
    enum recognition known = line_begins_any(o->said, own_words);
    if (known == NOT_MINE && is_smtp_port(o->to_port))
        known = line_begins_any(o->said, port_words);
    if (known == MINE)
        o->speaker = SPEAKER_CLIENT;
    return known != NOT_MINE ? known : recognise_server(o);
}

/* ---- the client ---- */

struct smtp_command {
    const char *word;
    void (*take)(struct dissection *d, struct smtp *s, struct bytes rest);
};

static void take_helo(struct dissection *d, struct smtp *s, struct bytes rest)
{
    (void)d;
    s->helo = line_name_of(bytes_trim(rest));
    s->tls_offered = false;
}

static void take_mail(struct dissection *d, struct smtp *s, struct bytes rest)
{
    if (!bytes_start_with(bytes_trim(rest), "FROM"))
        return;
    observe(d, (struct observation){
                   .kind = OBS_MAIL,
                   .mail = { .start_tls_offered = s->tls_offered,
                             .helo = text_of(line_name_bytes(&s->helo)) },
               });
}

static void take_auth(struct dissection *d, struct smtp *s, struct bytes rest)
{
    sasl_begin(d, &s->sasl, rest);
}

static void take_starttls(struct dissection *d, struct smtp *s, struct bytes rest)
{
    (void)d;
    (void)rest;
    s->tls_asked = true;
}

/* The mail begins before the server's 354 is seen, in case that is never captured; any other answer
 * takes it back. */
static void take_data(struct dissection *d, struct smtp *s, struct bytes rest)
{
    (void)d;
    (void)rest;
    s->mail = DOTTED_LINE_START;
    mail_head_begin(&s->head);
}

/* RFC 3030 section 2: BDAT size [LAST], and so many bytes right behind it */
static void take_bdat(struct dissection *d, struct smtp *s, struct bytes rest)
{
    (void)s;
    skip_ahead(&d->in, bytes_number(bytes_trim(rest)));
}

static const struct smtp_command commands[] = {
    { "EHLO", take_helo }, { "HELO", take_helo },
    { "LHLO", take_helo }, { "MAIL", take_mail },
    { "AUTH", take_auth }, { "STARTTLS", take_starttls },
    { "DATA", take_data }, { "X-ANONYMOUSTLS", take_starttls }, /* Exchange among its own */
    { "BDAT", take_bdat },
};

static void take_command(struct dissection *d, struct smtp *s, struct bytes line)
{
    if (sasl_is_busy(&s->sasl) && sasl_answer(d, &s->sasl, line))
        return;
    struct command c = line_command(line);
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
        if (bytes_equal_text(c.word, commands[i].word))
            commands[i].take(d, s, c.rest);
}

/* ---- the server ---- */

/* 235 or a refusal ends a login, RFC 4954 section 6. */
static void hear_login(struct dissection *d, struct smtp *s, uint16_t code)
{
    if (code != 235 && code < 400)
        return;
    sasl_end(d, &s->sasl);
    if (!s->sasl.told)
        return;
    s->sasl.told = false;
    observe(d, (struct observation){
                   .kind = OBS_EXCHANGE,
                   .exchange = { .act = ACT_RESPONSE,
                                 .status = code,
                                 .scheme = (enum scheme)s->sasl.scheme,
                                 .method = text_of(bytes_of_text("AUTH")) },
               });
}

/* 220 is the banner, and the answer to STARTTLS; the command itself may not have been captured. */
static void hear_ready(struct dissection *d, struct smtp *s, struct bytes text)
{
    bool tls = s->tls_asked || (s->greeted && bytes_find(text, "TLS") < text.n);
    s->greeted = true;
    if (!tls)
        return;
    d->starts_anew = true;
    observe(d, (struct observation){ .kind = OBS_TLS_UPGRADE });
}

static void take_reply(struct dissection *d, struct smtp *s, struct bytes line)
{
    struct reply r;
    if (!line_reply(line, &r))
        return;
    if (r.code == 250 && bytes_equal_text(bytes_trim(r.text), "STARTTLS"))
        s->tls_offered = true;
    if (r.more)
        return;
    if (s->mail != DOTTED_NONE || r.code == 354)
        s->mail = r.code == 354 ? DOTTED_LINE_START : DOTTED_NONE;
    hear_login(d, s, r.code);
    if (r.code == 220)
        hear_ready(d, s, r.text);
    else if (r.code >= 400)
        s->tls_asked = false;
}

static enum verdict_on_bytes smtp_dissect(struct dissection *d)
{
    struct smtp *s = d->state;
    if (d->from_client && s->mail != DOTTED_NONE) {
        const uint8_t *begin = d->in.at;
        s->mail = (uint8_t)line_pass_dotted(&d->in, (enum dotted)s->mail);
        mail_head_take(d, &s->head, (struct bytes){ begin, (size_t)(d->in.at - begin) });
        return DISSECT_DONE;
    }
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

static size_t smtp_resynchronise(struct bytes in)
{
    return line_find(in, all_words);
}

static void smtp_end(struct dissection *d)
{
    struct smtp *s = d->state;
    sasl_end(d, &s->sasl);
}

const struct dissector smtp_dissector = {
    .name = "smtp",
    .transport = TRANSPORT_TCP,
    .state_size = sizeof(struct smtp),
    .recognise = smtp_recognise,
    .dissect = smtp_dissect,
    .resynchronise = smtp_resynchronise,
    .end = smtp_end,
};
