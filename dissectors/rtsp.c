/* RTSP, RFC 2326 and RFC 7826: a client asks a camera for media, says who it is, and is sent the
 * media beside the connection or inside it. Guide items 2.3, 2.5, 2.8, 3.5 and 3.8.
 *
 * How it works: messages and frames of media take turns in a stream. A message is read whole, a
 * frame by its header, with as much of it as it takes to weigh it (rtsp_media.c). Where neither
 * begins the stream is out of step, because it was joined in the middle or a length was wrong; then
 * bytes are passed over until something begins that is hardly ever found by chance. */

#include "dissectors/rtsp_media.h"
#include "dissectors/rtsp_message.h"
#include "dissectors/rtsp_start.h"

enum {
    LONG_LINE = 4000,      /* a first line longer than this is nobody's */
    PATIENCE = 256 * 1024, /* bytes to pass over before the stream is given up */
};

/* ---- messages and frames ---- */

static enum verdict_on_bytes wait_for_one_more(struct cursor *c)
{
    skip(c, cursor_left(c) + 1);
    return DISSECT_WAIT;
}

static enum verdict_on_bytes take_what_begins(struct dissection *d, enum rtsp_beginning beginning)
{
    if (beginning == RTSP_BEGINS_FRAME)
        return rtsp_media_take(d);
    return beginning == RTSP_BEGINS_TEXT ? rtsp_message_take(d) : DISSECT_REJECT;
}

/* Passes over n bytes that are nothing we know. */
static enum verdict_on_bytes pass_over(struct dissection *d, struct rtsp_state *s, size_t n)
{
    uint32_t passed = s->passed_over[d->from_client];
    if (passed >= PATIENCE)
        return DISSECT_REJECT;
    n = n < PATIENCE - passed ? n : PATIENCE - passed;
    skip(&d->in, n);
    s->passed_over[d->from_client] = passed + (uint32_t)n;
    s->lost[d->from_client] = true;
    return DISSECT_DONE;
}

static enum verdict_on_bytes find_step(struct dissection *d, struct rtsp_state *s)
{
    struct cursor begin = d->in;
    struct bytes in = cursor_rest(&begin);
    enum rtsp_beginning beginning = rtsp_begins_surely(in);
    if (beginning == RTSP_BEGINS_TOO_LITTLE)
        return wait_for_one_more(&d->in);
    enum verdict_on_bytes verdict = take_what_begins(d, beginning);
    if (verdict == DISSECT_REJECT) {
        d->in = begin;
        return pass_over(d, s, rtsp_find_beginning(in, 1, &beginning));
    }
    if (verdict == DISSECT_DONE) {
        s->lost[d->from_client] = false;
        s->passed_over[d->from_client] = 0;
    }
    return verdict;
}

static enum verdict_on_bytes rtsp_dissect(struct dissection *d)
{
    struct rtsp_state *s = d->state;
    struct cursor begin = d->in;
    if (s->lost[d->from_client])
        return find_step(d, s);
    if (*begin.at == '$')
        return rtsp_media_take(d);
    if (take_if(&d->in, '\n') || take_if(&d->in, '\r')) /* some keep the connection alive so */
        return DISSECT_DONE;
    enum rtsp_beginning beginning = rtsp_begins(cursor_rest(&d->in));
    if (beginning == RTSP_BEGINS_TOO_LITTLE)
        return wait_for_one_more(&d->in);
    enum verdict_on_bytes verdict = take_what_begins(d, beginning);
    if (verdict != DISSECT_REJECT)
        return verdict;
    d->in = begin;
    return pass_over(d, s, 1);
}

/* ---- recognition ---- */

static enum recognition recognise_text(struct opening *o)
{
    struct cursor c = cursor_over(o->said);
    struct bytes line = take_line(&c);
    struct rtsp_start start;
    if (!cursor_ok(&c))
        return o->said.n < LONG_LINE ? TOO_LITTLE : NOT_MINE;
    if (!rtsp_start_read(line, &start))
        return NOT_MINE;
    o->speaker = start.is_answer ? SPEAKER_SERVER : SPEAKER_CLIENT;
    return MINE;
}

/* At the start of a conversation a message; later perhaps only media, begun anywhere. */
static enum recognition rtsp_recognise(struct opening *o)
{
    enum rtsp_beginning beginning = rtsp_begins(o->said);
    if (beginning == RTSP_BEGINS_TOO_LITTLE)
        return TOO_LITTLE;
    if (beginning == RTSP_BEGINS_TEXT) {
        enum recognition text = recognise_text(o);
        if (text != NOT_MINE)
            return text;
    }
    if (beginning == RTSP_BEGINS_FRAME)
        beginning = rtsp_begins_surely(o->said);
    else if (!o->at_start)
        (void)rtsp_find_beginning(o->said, 0, &beginning);
    else
        beginning = RTSP_BEGINS_NOTHING;
    if (beginning == RTSP_BEGINS_TOO_LITTLE)
        return o->at_start ? TOO_LITTLE : NOT_MINE;
    return beginning == RTSP_BEGINS_NOTHING ? NOT_MINE : MINE;
}

static size_t rtsp_resynchronise(struct bytes in)
{
    enum rtsp_beginning beginning;
    size_t at = rtsp_find_beginning(in, 0, &beginning);
    return beginning == RTSP_BEGINS_TOO_LITTLE ? in.n : at;
}

const struct dissector rtsp_dissector = {
    .name = "rtsp",
    .transport = TRANSPORT_TCP,
    .state_size = sizeof(struct rtsp_state),
    .recognise = rtsp_recognise,
    .dissect = rtsp_dissect,
    .resynchronise = rtsp_resynchronise,
    .end = rtsp_media_end,
};
