/* Packed captures. The first byte says in what portions the file is read and unpacked, and whether
 * the rest is gzip already, which is hostile; or is to be packed, in two members, and must come out
 * as it went in. */

#include "capture/gunzip.h"

#include <stdlib.h>
#include <zlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { INPUT_MAX = 1 << 16, PACKED_MAX = 2 * (INPUT_MAX + 4096), MOST = 1 << 22 };

struct packed {
    struct bytes rest;
    size_t portion;
};

static void check(bool ok)
{
    if (!ok)
        abort();
}

static ssize_t more(void *self, uint8_t *to, size_t n)
{
    struct packed *p = self;
    struct bytes here = bytes_first(p->rest, n < p->portion ? n : p->portion);
    if (here.n > 0)
        memcpy(to, here.p, here.n);
    p->rest = bytes_after(p->rest, here.n);
    return (ssize_t)here.n;
}

static size_t pack(struct bytes in, uint8_t *to, size_t room, int level)
{
    z_stream z = { .next_in = (Bytef *)(uintptr_t)in.p,
                   .avail_in = (uInt)in.n,
                   .next_out = to,
                   .avail_out = (uInt)room };
    check(deflateInit2(&z, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    check(deflate(&z, Z_FINISH) == Z_STREAM_END);
    size_t n = z.total_out;
    check(deflateEnd(&z) == Z_OK);
    return n;
}

/* How it ended; what was unpacked must be `whole`, unless that is hostile (p NULL). */
static ssize_t unpack(struct packed *p, struct bytes whole)
{
    uint8_t out[512];
    struct error e = { "" };
    struct bytes first = bytes_first(p->rest, p->portion);
    p->rest = bytes_after(p->rest, first.n);
    struct gunzip *g = gunzip_new(first, more, p);
    check(g != NULL);
    size_t room = p->portion < sizeof out ? p->portion : sizeof out, all = 0;
    ssize_t n = 0;
    while (all < MOST && (n = gunzip_read(g, out, room, &e)) > 0) {
        check((size_t)n <= room);
        check(whole.p == NULL ||
              (all + (size_t)n <= whole.n && memcmp(out, whole.p + all, (size_t)n) == 0));
        all += (size_t)n;
    }
    check((n < 0) == (e.s[0] != '\0'));
    check(whole.p == NULL || all == whole.n);
    gunzip_free(g);
    return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static uint8_t room[PACKED_MAX];
    if (size < 2 || size > INPUT_MAX)
        return 0;
    struct bytes in = { data + 1, size - 1 };
    struct packed hostile = { in, (size_t)1 + data[0] % 128 };
    if (data[0] >= 128) {
        (void)gunzip_recognise(in);
        (void)unpack(&hostile, (struct bytes){ NULL, 0 });
        return 0;
    }
    struct bytes half = bytes_first(in, in.n / 2);
    size_t n = pack(half, room, sizeof room, data[0] % 10);
    n += pack(bytes_after(in, half.n), room + n, sizeof room - n, 9);
    struct packed ours = { { room, n }, (size_t)1 + data[0] };
    check(gunzip_recognise(ours.rest) && unpack(&ours, in) == 0);
    return 0;
}
