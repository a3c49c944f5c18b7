#include "dissectors/http_tunnel.h"

#include "core/base64.h"
#include "dissectors/rtsp_start.h"
#include "dissectors/url.h"

enum {
    PLAIN_MAX = 1536, /* the longest request that is read; in base64 a third longer */
    FRAME_HEADER = 4, /* RFC 2326 section 10.12 */
};

static const size_t for_ever = SIZE_MAX / 4;

/* The beginning of what was encoded. It may carry a password: wiped after use. */
struct plain {
    size_t n;
    size_t encoded_n; /* how many characters that took */
    bool bad;         /* not base64, or too long */
    uint8_t b[PLAIN_MAX];
};

static bool ends_a_head(const struct plain *p)
{
    struct bytes b = { p->b, p->n };
    return bytes_end_with(b, "\n\r\n") || bytes_end_with(b, "\n\n");
}

static bool has_frame_header(const struct plain *p)
{
    return p->n >= FRAME_HEADER && p->b[0] == '$';
}

/* Decodes four characters after four, because every request is padded on its own, until a head or
 * the header of a frame is there. False: more is needed. */
static bool decode(struct bytes in, struct plain *p)
{
    while (!has_frame_header(p)) {
        uint8_t three[3];
        size_t n;
        if (in.n < 4)
            return false;
        p->bad = p->n + sizeof three > sizeof p->b ||
                 !base64_decode(bytes_first(in, 4), three, sizeof three, &n) || n == 0;
        if (p->bad)
            return true;
        p->encoded_n += 4;
        in = bytes_after(in, 4);
        for (size_t i = 0; i < n; i++) {
            p->b[p->n++] = three[i];
            if (p->b[0] != '$' && ends_a_head(p))
                return true;
        }
    }
    return true;
}

static void tell_request(struct dissection *d, struct auth_memory *m, const struct head *h,
                         const struct rtsp_start *start)
{
    size_t before = d->remarks->n;
    observe(d, (struct observation){ .kind = OBS_EXCHANGE,
                                     .exchange = {
                                         .act = ACT_REQUEST,
                                         .method = text_of(start->method),
                                         .path = url_path_text(start->target),
                                         .agent = text_of(head_find(h, "User-Agent")),
                                         .tunnel = "http",
                                     } });
    (void)auth_tell_logins(d, m, h);
    (void)url_tell_login(d, m, start->target);
    for (size_t i = before; i < d->remarks->n; i++)
        d->remarks->o[i].protocol = "rtsp";
}

/* False: it is no RTSP request. */
static bool take_request(struct dissection *d, struct auth_memory *m, const struct plain *p)
{
    struct cursor c = cursor_over((struct bytes){ p->b, p->n });
    struct head h = head_take(&c);
    struct rtsp_start start;
    if (!cursor_ok(&c) || !rtsp_start_read(h.start, &start) || start.is_answer)
        return false;
    tell_request(d, m, &h, &start);
    return true;
}

/* How many characters the frame is whose header was decoded. */
static size_t frame_encoded_n(const struct plain *p)
{
    size_t n = FRAME_HEADER + (size_t)(p->b[2] << 8 | p->b[3]);
    return (n + 2) / 3 * 4;
}

static enum verdict_on_bytes take_decoded(struct dissection *d, struct auth_memory *m,
                                          const struct plain *p)
{
    if (!p->bad && has_frame_header(p)) {
        skip_ahead(&d->in, frame_encoded_n(p));
        return DISSECT_DONE;
    }
    bool taken = !p->bad && take_request(d, m, p);
    skip_ahead(&d->in, taken ? p->encoded_n : for_ever);
    return DISSECT_DONE;
}

enum verdict_on_bytes http_tunnel_take(struct dissection *d, struct auth_memory *m)
{
    struct cursor *c = &d->in;
    if (take_if(c, '\r') || take_if(c, '\n')) /* some break the lines of base64 */
        return DISSECT_DONE;
    struct bytes in = cursor_rest(c);
    struct plain p = { .n = 0 };
    enum verdict_on_bytes verdict = DISSECT_WAIT;
    if (decode(in, &p))
        verdict = take_decoded(d, m, &p);
    else
        skip(c, in.n + 4 - (in.n - p.encoded_n));
    explicit_bzero(&p, sizeof p);
    return verdict;
}
