/* POP3, RFC 1939: a camera that logs in to a mailbox before it may mail ("POP before SMTP"). USER
 * and PASS cross in clear, AUTH (RFC 5034) nearly so, unless STLS (RFC 2595) was agreed before.
 * Guide item 3.2.5. Mail and lists are passed over. */

#include "dissectors/sasl.h"

struct pop3 {
    bool inside[2]; /* by from_client: in the middle of a long line */
    bool tls_asked; /* STLS waits for its answer */
    struct sasl sasl;
    struct line_name user;
};

static const char *const words[] = { "USER", "PASS", "APOP", "STLS", "CAPA", "AUTH", "STAT", "LIST",
                                     "UIDL", "RETR", "DELE", "NOOP", "RSET", "TOP",  "QUIT", NULL };
static const char *const own_words[] = { "APOP", "STLS", "CAPA", "UIDL", NULL };
static const char *const status[] = { "+OK", "-ERR", NULL };

static bool is_pop3_port(uint16_t port)
{
    return port == 110;
}

/* Redis and others answer a bare "+OK"; only POP3 greets with more behind it. */
static enum recognition recognise_server(const struct opening *o)
{
    enum recognition known = line_begins_any(o->said, status);
    if (known != MINE || is_pop3_port(o->from_port))
        return known;
    struct cursor c = cursor_over(o->said);
    struct bytes line = take_line(&c);
    if (!cursor_ok(&c))
        return TOO_LITTLE;
    return bytes_start_with(line, "+OK ") && line.n > 4 ? MINE : NOT_MINE;
}

static enum recognition pop3_recognise(struct opening *o)
{
    bool by_port = is_pop3_port(o->to_port);
    enum recognition client = line_begins_any(o->said, by_port ? words : own_words);
    enum recognition server = recognise_server(o);
    if (client == MINE || server == MINE)
        o->speaker = client == MINE ? SPEAKER_CLIENT : SPEAKER_SERVER;
    return client > server ? client : server;
}

static void tell_login(struct dissection *d, const struct pop3 *s, enum scheme scheme,
                       struct password_weight weight)
{
    observe(d, (struct observation){
                   .kind = OBS_LOGIN,
                   .login = { .scheme = scheme,
                              .password = weight,
                              .user = text_of(line_name_bytes(&s->user)) },
               });
}

static void take_command(struct dissection *d, struct pop3 *s, struct bytes line)
{
    if (sasl_is_busy(&s->sasl) && sasl_answer(d, &s->sasl, line))
        return;
    struct command c = line_command(line);
    if (bytes_equal_text(c.word, "USER")) {
        s->user = line_name_of(bytes_trim(c.rest));
    } else if (bytes_equal_text(c.word, "PASS")) {
        struct bytes user = line_name_bytes(&s->user);
        tell_login(d, s, SCHEME_PASSWORD, password_weigh(c.rest, user, d->defaults));
    } else if (bytes_equal_text(c.word, "APOP")) { /* RFC 1939 section 7: name SP digest */
        s->user = line_name_of(line_command(c.rest).word);
        tell_login(d, s, SCHEME_OTHER, (struct password_weight){ 0 });
    } else if (bytes_equal_text(c.word, "AUTH") && bytes_trim(c.rest).n > 0) {
        sasl_begin(d, &s->sasl, c.rest);
    } else if (bytes_equal_text(c.word, "STLS")) {
        s->tls_asked = true;
    }
}

static void take_status(struct dissection *d, struct pop3 *s, struct bytes line)
{
    bool ok = bytes_start_with(line, "+OK");
    if (!ok && !bytes_start_with(line, "-ERR"))
        return;
    sasl_end(d, &s->sasl);
    if (s->tls_asked && ok) {
        d->starts_anew = true;
        observe(d, (struct observation){ .kind = OBS_TLS_UPGRADE });
    }
    s->tls_asked = false;
}

static bool may_be_status(const struct cursor *c)
{
    return cursor_left(c) > 0 && (*c->at == '+' || *c->at == '-');
}

/* Passes over lines of mail and of lists, whole or not, up to the next that may be a status. */
static void pass_mail(struct cursor *c, bool *inside)
{
    while (cursor_left(c) > 0 && (*inside || !may_be_status(c))) {
        const uint8_t *lf = memchr(c->at, '\n', cursor_left(c));
        skip(c, lf != NULL ? (size_t)(lf - c->at) + 1 : cursor_left(c));
        *inside = lf == NULL;
    }
}

static enum verdict_on_bytes pop3_dissect(struct dissection *d)
{
    struct pop3 *s = d->state;
    bool *inside = &s->inside[d->from_client];
    if (!d->from_client && (*inside || !may_be_status(&d->in))) {
        pass_mail(&d->in, inside);
        return DISSECT_DONE;
    }
    struct bytes line;
    enum line_found found = line_take(&d->in, inside, &line);
    if (found == LINE_STRANGE)
        return DISSECT_REJECT;
    if (found == LINE_READY && d->from_client)
        take_command(d, s, line);
    else if (found == LINE_READY)
        take_status(d, s, line);
    return verdict_of(&d->in);
}

static size_t pop3_resynchronise(struct bytes in)
{
    size_t command = line_find(in, words), answer = line_find(in, status);
    return command < answer ? command : answer;
}

static void pop3_end(struct dissection *d)
{
    struct pop3 *s = d->state;
    sasl_end(d, &s->sasl);
}

const struct dissector pop3_dissector = {
    .name = "pop3",
    .transport = TRANSPORT_TCP,
    .state_size = sizeof(struct pop3),
    .recognise = pop3_recognise,
    .dissect = pop3_dissect,
    .resynchronise = pop3_resynchronise,
    .end = pop3_end,
};
