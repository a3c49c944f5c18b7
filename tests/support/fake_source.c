#include "tests/support/fake_source.h"

#include <poll.h>

#include "capture/interface.h"
#include "core/clock.h"

static struct fake fakes[3];

struct fake *fake_of(const char *interface)
{
    return &fakes[interface[0] - 'a'];
}

void fake_reset(void)
{
    memset(fakes, 0, sizeof fakes);
    for (size_t i = 0; i < sizeof fakes / sizeof fakes[0]; i++)
        fakes[i].late_ms = 120;
}

void fake_will_have(struct fake *f, uint64_t time_ns, uint64_t after_ms)
{
    f->frame[f->n].time_ns = time_ns;
    f->frame[f->n++].shows_ns = steady_ns() + after_ms * 1000000;
}

static void *open_fake(const struct live_settings *settings, struct error *e)
{
    struct fake *f = fake_of(settings->interface);
    if (!f->cannot_open)
        return f;
    fail(e, "is not there");
    return NULL;
}

static int next(void *self, struct frame *batch, int max, int timeout_ms, struct error *e)
{
    struct fake *f = self;
    int n = 0;
    f->asked++;
    f->timeout_ms = timeout_ms;
    memset(f->room, 0xff, sizeof f->room);
    if (f->at == f->n && f->breaks) {
        fail(e, "was pulled out");
        return SOURCE_BROKEN;
    }
    for (; n < max && f->at < f->n && f->frame[f->at].shows_ns <= steady_ns(); n++) {
        f->room[n] = (uint8_t)f->at;
        batch[n] = (struct frame){ .time_ns = f->frame[f->at].time_ns,
                                   .frame_no = 1000 + (uint64_t)f->at,
                                   .wire_n = 1,
                                   .link = LINK_ETHERNET,
                                   .bytes = { &f->room[n], 1 } };
        f->at++;
    }
    if (n == 0)
        (void)poll(NULL, 0, timeout_ms);
    return n;
}

static void counts(void *self, struct live_counts *out)
{
    const struct fake *f = self;
    *out = (struct live_counts){ .received = (uint64_t)f->at };
}

static int descriptors(void *self, int *fds, int max)
{
    (void)self;
    (void)fds;
    (void)max;
    return 0;
}

static uint32_t late_ms(const void *self)
{
    const struct fake *f = self;
    return f->late_ms;
}

static void stop(void *self)
{
    struct fake *f = self;
    f->stopped = true;
}

static bool shunt(void *self, const struct media_flow *flow)
{
    (void)flow;
    struct fake *f = self;
    f->shunted++;
    return f->takes_shunt;
}

static uint64_t taken(const void *self)
{
    const struct fake *f = self;
    return (uint64_t)f->at;
}

static void tend(void *self)
{
    (void)self;
}

static bool resume(void *self, struct error *e)
{
    const struct fake *f = self;
    return !f->cannot_resume || fail(e, "cannot be read on");
}

static void close_fake(void *self)
{
    struct fake *f = self;
    f->closed = true;
}

const struct live_source fake_source = {
    .name = "fake",
    .open = open_fake,
    .next = next,
    .counts = counts,
    .descriptors = descriptors,
    .late_ms = late_ms,
    .stop = stop,
    .shunt = shunt,
    .taken = taken,
    .tend = tend,
    .resume = resume,
    .close = close_fake,
};
