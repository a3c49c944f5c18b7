#include "capture/gunzip.h"

#include <errno.h>
#include <stdlib.h>
#include <zlib.h>

enum { PACKED_MAX = 1 << 20, WINDOW_AND_GZIP = 15 + 16 };

struct gunzip {
    z_stream z;
    ssize_t (*more)(void *self, uint8_t *to, size_t n);
    void *self;
    bool between; /* one member ended, and another may begin */
    uint8_t packed[PACKED_MAX];
};

bool gunzip_recognise(struct bytes b)
{
    return b.n >= 3 && b.p[0] == 0x1f && b.p[1] == 0x8b && b.p[2] == Z_DEFLATED;
}

struct gunzip *gunzip_new(struct bytes first, ssize_t (*more)(void *self, uint8_t *to, size_t n),
                          void *self)
{
    struct gunzip *g = calloc(1, sizeof *g);
    if (g == NULL || first.n > sizeof g->packed || inflateInit2(&g->z, WINDOW_AND_GZIP) != Z_OK) {
        free(g);
        return NULL;
    }
    memcpy(g->packed, first.p, first.n);
    g->z.next_in = g->packed;
    g->z.avail_in = (uInt)first.n;
    g->more = more;
    g->self = self;
    return g;
}

void gunzip_free(struct gunzip *g)
{
    if (g == NULL)
        return;
    (void)inflateEnd(&g->z);
    free(g);
}

/* 1: there is something packed to go on with; 0: the file ends here; -1: e says why not. */
static int refill(struct gunzip *g, struct error *e)
{
    if (g->z.avail_in > 0)
        return 1;
    ssize_t got = g->more(g->self, g->packed, sizeof g->packed);
    if (got < 0)
        fail(e, "cannot be read: %s", strerrordesc_np(errno));
    if (got <= 0)
        return got < 0 ? -1 : 0;
    g->z.next_in = g->packed;
    g->z.avail_in = (uInt)got;
    return 1;
}

/* Something to unpack of the same member or of another. What follows a member and is none itself
 * (padding) ends the file as far as we are concerned. 1: yes; 0: the end; -1: e says why not. */
static int more_to_unpack(struct gunzip *g, struct error *e)
{
    int more = refill(g, e);
    if (more == 0 && !g->between) {
        fail(e, "is cut: its gzip does not end");
        return -1;
    }
    if (more <= 0 || !g->between)
        return more;
    if (g->z.next_in[0] != 0x1f || inflateReset(&g->z) != Z_OK)
        return 0;
    g->between = false;
    return 1;
}

ssize_t gunzip_read(struct gunzip *g, uint8_t *to, size_t n, struct error *e)
{
    g->z.next_out = to;
    g->z.avail_out = (uInt)n;
    while (g->z.avail_out == n) {
        int more = more_to_unpack(g, e);
        if (more <= 0)
            return more;
        int result = inflate(&g->z, Z_NO_FLUSH);
        g->between = result == Z_STREAM_END;
        if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR) {
            fail(e, "is damaged: its gzip cannot be unpacked");
            return -1;
        }
    }
    return (ssize_t)(n - g->z.avail_out);
}
