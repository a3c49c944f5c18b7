/* RTSP, RFC 2326 and RFC 7826: a client asks a camera for media, says who it is, and is sent the media
 * beside the connection or inside it. Guide items 2.3, 2.5, 2.8, 3.5 and 3.8.
 *
 * How it works: messages and frames of media take turns in a stream. A message is read whole, a frame
 * by its header, with as much of it as it takes to weigh it (rtsp_media.c). Where neither begins the
 * stream is out of step, because it was joined in the middle or a length was wrong; then bytes are
 * passed over until something begins that is hardly ever found by chance. */

#include "dissectors/rtsp_media.h"
#include "dissectors/rtsp_message.h"
#include "dissectors/rtsp_start.h"

enum {
    LONG_LINE = 2048,      /* a request line of a known method is recognised before its end */
    PATIENCE = 256 * 1024, /* bytes to pass over before the stream is given up */
};

/* ---- out of step ---- */

/* Passes over what is here, up to where something begins surely or may begin. */
static enum verdict_on_bytes search(struct dissection *d, struct rtsp_state *s)
{
    struct bytes in = cursor_rest(&d->in);
    uint32_t passed = s->passed_over[d->from_client];
    enum rtsp_beginning beginning;
    size_t n = rtsp_find_beginning(bytes_first(in, PATIENCE - passed), 0, &beginning);
    if (n == 0 && beginning == RTSP_BEGINS_TOO_LITTLE) {
        skip(&d->in, in.n + 1);
        return DISSECT_WAIT;
    }
    if (n == 0) /* PATIENCE is at its end: a beginning was seen before this is called */
        return DISSECT_REJECT;
    skip(&d->in, n);
    s->lost[d->from_client] = true;
    s->passed_over[d->from_client] = passed + (uint32_t)n;
    return DISSECT_DONE;
}

static enum verdict_on_bytes take_in_step(struct dissection *d, enum rtsp_beginning beginning)
{
    if (beginning == RTSP_BEGINS_FRAME)
        return rtsp_media_take(d);
    return rtsp_message_take(d);
}
