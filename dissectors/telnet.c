/* Telnet: RFC 854, options RFC 855. Whoever logs in types name and password in clear, often one
 * character a packet; the server echoes the name and not the password. Guide item 2.3.
 *
 * How it works: both ends' commands (IAC) are taken out, byte by byte. Of the server the line that
 * stands unfinished is kept; what it asks for is looked at when the client begins to type, so that
 * nothing depends on how the bytes are cut. A line that answers "login:" is the user; one that
 * answers "Password:" is weighed when it ends, and wiped. The login is said then, and said again
 * (`repeated`) when what follows shows its outcome. */

#include "dissectors/line.h"
#include "dissectors/telnet_plain.h"
#include "dissectors/telnet_start.h"
#include "dissectors/telnet_text.h"

enum { TYPED_MAX = 128, SHOWN_MAX = 80 };

/* What the client is typing. */
enum typing { TYPING_NOTHING, TYPING_USER, TYPING_PASSWORD, TYPING_ELSE };

struct telnet {
    struct telnet_end end[2]; /* by from_client */
    uint8_t typing;           /* enum typing */
    bool after_cr;            /* the client's LF or NUL that comes now belongs to its CR */
    bool waiting;             /* a login was said whose outcome is not known */
    bool answered;            /* the server has shown something since */
    uint8_t typed_n;
    uint8_t shown_n;
    uint8_t typed[TYPED_MAX];
    uint8_t shown[SHOWN_MAX]; /* the end of the server's unfinished line */
    struct password_weight weight;
    struct line_name user;
};

/* ---- logins ---- */

static void tell_login(struct dissection *d, const struct telnet *s, enum outcome outcome)
{
    observe(d, (struct observation){
                   .kind = OBS_LOGIN,
                   .login = { .scheme = SCHEME_PASSWORD,
                              .outcome = outcome,
                              .repeated = outcome != OUTCOME_UNKNOWN,
                              .password = s->weight,
                              .user = text_of(line_name_bytes(&s->user)) },
               });
}

static void wipe_typed(struct telnet *s)
{
    explicit_bzero(s->typed, sizeof s->typed);
    s->typed_n = 0;
}

static void forget_shown(struct telnet *s)
{
    explicit_bzero(s->shown, sizeof s->shown); /* some servers echo what they should not */
    s->shown_n = 0;
}

/* A login that was let in has said everything: what is typed from now on is nobody's business. */
static void tell_outcome(struct dissection *d, struct telnet *s, enum outcome outcome)
{
    tell_login(d, s, outcome);
    s->waiting = false;
    if (outcome != OUTCOME_ACCEPTED)
        return;
    wipe_typed(s);
    forget_shown(s);
    d->settled = true;
}

/* What the server shows when the client goes on, or when all is over, tells how it took a login. */
static void judge_shown(struct dissection *d, struct telnet *s, bool goes_on)
{
    enum telnet_prompt asks = telnet_prompt_of((struct bytes){ s->shown, s->shown_n });
    if (!s->waiting)
        return;
    if (asks == PROMPT_USER || asks == PROMPT_PASSWORD)
        tell_outcome(d, s, OUTCOME_REFUSED);
    else if (asks == PROMPT_OTHER_SECRET)
        s->waiting = false;
    else if (asks == PROMPT_SHELL || (goes_on && s->answered))
        tell_outcome(d, s, OUTCOME_ACCEPTED);
}

/* ---- the client ---- */

static void begin_line(struct dissection *d, struct telnet *s)
{
    static const enum typing typings[] = {
        [PROMPT_NONE] = TYPING_ELSE,         [PROMPT_USER] = TYPING_USER,
        [PROMPT_PASSWORD] = TYPING_PASSWORD, [PROMPT_OTHER_SECRET] = TYPING_ELSE,
        [PROMPT_SHELL] = TYPING_ELSE,
    };
    enum telnet_prompt asks = telnet_prompt_of((struct bytes){ s->shown, s->shown_n });
    s->typing = (uint8_t)typings[asks];
    judge_shown(d, s, true);
}

static void end_line(struct dissection *d, struct telnet *s)
{
    struct bytes line = { s->typed, s->typed_n };
    if (s->typing == TYPING_USER)
        s->user = line_name_of(bytes_trim(line));
    if (s->typing == TYPING_PASSWORD) {
        s->weight = password_weigh(line, line_name_bytes(&s->user), d->defaults);
        s->waiting = true;
        s->answered = false;
        tell_login(d, s, OUTCOME_UNKNOWN);
    }
    s->typing = TYPING_NOTHING;
    wipe_typed(s);
    forget_shown(s);
}

static void edit_line(struct telnet *s, uint8_t key)
{
    bool wanted = s->typing == TYPING_USER || s->typing == TYPING_PASSWORD;
    if ((key == KEY_BACKSPACE || key == KEY_DELETE) && s->typed_n > 0)
        s->typed[--s->typed_n] = 0;
    else if (key == KEY_KILL)
        wipe_typed(s);
    else if (wanted && key >= ' ' && key != KEY_DELETE && s->typed_n < TYPED_MAX)
        s->typed[s->typed_n++] = key;
}

static void hear_client(struct dissection *d, struct telnet *s, uint8_t key)
{
    bool of_cr = s->after_cr && (key == '\n' || key == '\0');
    s->after_cr = key == '\r';
    if (of_cr)
        return;
    if (s->typing == TYPING_NOTHING)
        begin_line(d, s);
    if (d->settled)
        return;
    if (key == '\r' || key == '\n') {
        end_line(d, s);
    } else if (key == KEY_INTERRUPT || key == KEY_END) {
        s->typing = TYPING_NOTHING;
        wipe_typed(s);
    } else {
        edit_line(s, key);
    }
}

/* ---- the server ---- */

static void show(struct telnet *s, uint8_t b)
{
    if (s->shown_n == SHOWN_MAX) { /* of a long line the end counts */
        s->shown_n = SHOWN_MAX / 2;
        memmove(s->shown, s->shown + SHOWN_MAX / 2, SHOWN_MAX / 2);
    }
    s->shown[s->shown_n++] = b;
    s->answered |= b != ' ';
}

static void hear_line_end(struct dissection *d, struct telnet *s)
{
    enum telnet_news news = telnet_news_of((struct bytes){ s->shown, s->shown_n });
    if (s->waiting && news != NEWS_NONE)
        tell_outcome(d, s, news == NEWS_ACCEPTED ? OUTCOME_ACCEPTED : OUTCOME_REFUSED);
    forget_shown(s);
}

/* While a password is typed nothing is kept of what comes back: it may be the password. */
static void hear_server(struct dissection *d, struct telnet *s, uint8_t b)
{
    if (s->typing == TYPING_PASSWORD)
        return;
    if (b == '\n' || b == '\r')
        hear_line_end(d, s);
    else if (b == KEY_BACKSPACE && s->shown_n > 0)
        s->shown_n--;
    else if (b >= ' ' && b < KEY_DELETE)
        show(s, b);
}

/* ---- both ---- */

static void hear(struct dissection *d, struct telnet *s, uint8_t b)
{
    struct telnet_end *e = &s->end[d->from_client];
    if (!telnet_is_plain(e, b))
        return;
    if (d->from_client)
        hear_client(d, s, b);
    else
        hear_server(d, s, b);
}

/* What was typed or shown before the hole no longer goes with what comes after it. */
static void step_over_hole(struct telnet *s, bool from_client)
{
    s->end[from_client] = (struct telnet_end){ 0 };
    s->typing = TYPING_ELSE;
    s->waiting = false;
    wipe_typed(s);
    forget_shown(s);
}

/* Takes what is here, up to the first thing that is said. */
static enum verdict_on_bytes telnet_dissect(struct dissection *d)
{
    struct telnet *s = d->state;
    if (cursor_left(&d->in) == 0) {
        skip(&d->in, 1);
        return DISSECT_WAIT;
    }
    if (d->after_hole)
        step_over_hole(s, d->from_client);
    while (cursor_left(&d->in) > 0 && d->remarks->n == 0)
        hear(d, s, take_u8(&d->in));
    return DISSECT_DONE;
}

/* Text goes on anywhere. */
static size_t telnet_resynchronise(struct bytes in)
{
    (void)in;
    return 0;
}

static void telnet_end(struct dissection *d)
{
    struct telnet *s = d->state;
    judge_shown(d, s, false);
    wipe_typed(s);
    forget_shown(s);
}

const struct dissector telnet_dissector = {
    .name = "telnet",
    .transport = TRANSPORT_TCP,
    .state_size = sizeof(struct telnet),
    .signs_are_urgent = true,
    .recognise = telnet_recognise,
    .dissect = telnet_dissect,
    .resynchronise = telnet_resynchronise,
    .end = telnet_end,
};
