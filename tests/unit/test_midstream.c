/* Every capture of the lab, begun at any packet, and with packets lost: nothing crashes, and
 * nothing is said that would not be said of the whole (the sanitizers watch the rest). */

#include <criterion/criterion.h>

#include "capture/decode.h"
#include "flow/flow.h"

#include <glob.h>
#include <stdlib.h>

enum { FRAMES_MAX = 16384, STARTS_MAX = 40 };

struct capture {
    struct frame *frame; /* with bytes of their own */
    size_t n;
};

static void count_one(void *self, const struct observation *o)
{
    (void)o;
    ++*(size_t *)self;
}

static struct capture load(const char *path)
{
    struct error e;
    struct capture c = { .frame = calloc(FRAMES_MAX, sizeof *c.frame) };
    const struct source *source = source_for(path, &e);
    void *opened = source != NULL ? source->open(path, NULL, &e) : NULL;
    cr_assert(c.frame != NULL && opened != NULL, "%s: %s", path, e.s);
    struct frame batch[64];
    for (int n; (n = source->next(opened, batch, 64, &e)) >= 0;)
        for (int i = 0; i < n && c.n < FRAMES_MAX; i++) {
            uint8_t *own = malloc(batch[i].bytes.n + 1);
            cr_assert_not_null(own);
            memcpy(own, batch[i].bytes.p, batch[i].bytes.n);
            c.frame[c.n] = batch[i];
            c.frame[c.n++].bytes.p = own;
        }
    source->close(opened);
    return c;
}

static void unload(struct capture *c)
{
    for (size_t i = 0; i < c->n; i++)
        free((void *)(uintptr_t)c->frame[i].bytes.p);
    free(c->frame);
}

/* How many facts there are from frame `first` on, without frames [lost, lost + lost_n). */
static size_t facts_of(const struct capture *c, size_t first, size_t lost, size_t lost_n)
{
    struct counters counters = { 0 };
    struct flow_settings settings = flow_settings_default();
    settings.flows = 256; /* small: thousands are made */
    settings.tails = 32;
    settings.held = 512;
    settings.classified = 0;
    size_t facts = 0;
    struct flows *flows = flows_new(&settings, &counters, (struct observer){ count_one, &facts });
    struct decoder *decoder = decoder_new(&counters);
    cr_assert(flows != NULL && decoder != NULL);
    for (size_t i = first; i < c->n; i++) {
        struct packet p;
        bool kept = i < lost || i >= lost + lost_n;
        if (kept && decode(decoder, &c->frame[i], &p))
            flows_take(flows, &p);
    }
    flows_end(flows);
    flows_free(flows);
    decoder_free(decoder);
    return facts;
}

static void for_each_capture(void (*check)(const struct capture *c, const char *path))
{
    glob_t found;
    cr_assert_eq(glob(SOURCE_DIR "/pcaps/*.pcap*", 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        struct capture c = load(found.gl_pathv[i]);
        check(&c, found.gl_pathv[i]);
        unload(&c);
    }
    globfree(&found);
}

static void start_anywhere(const struct capture *c, const char *path)
{
    (void)path;
    size_t step = c->n / STARTS_MAX + 1;
    for (size_t first = 0; first < c->n; first += step)
        (void)facts_of(c, first, 0, 0);
}

static void lose_packets(const struct capture *c, const char *path)
{
    size_t whole = facts_of(c, 0, 0, 0);
    size_t step = c->n / STARTS_MAX + 1;
    for (size_t lost = 0; lost < c->n; lost += step)
        for (size_t n = 1; n <= 3; n++)
            cr_assert_leq(facts_of(c, 0, lost, n), whole + 4, "%s without %zu frames from %zu",
                          path, n, lost + 1);
}

Test(midstream, any_packet_may_be_the_first)
{
    for_each_capture(start_anywhere);
}

Test(midstream, packets_may_be_lost_anywhere)
{
    for_each_capture(lose_packets);
}
