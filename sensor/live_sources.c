#include "sensor/live_sources.h"

#include <stdio.h>
#include <unistd.h>

#include "capture/fanout.h"

enum {
    BLOCK = 1 << 20,
    LOOK = 8, /* packets: two looks are enough to see that a stream has turned clear */
};

const struct live_source *live_source_named(const char *name)
{
    static const struct live_source *const sources[] = { &af_packet_source, &af_xdp_source };
    for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++)
        if (strcmp(sources[i]->name, name) == 0)
            return sources[i];
    return &pcap_live_source;
}

/* The shunt is not worth more than the sensor: without it every packet is delivered. */
static void open_shunt(struct live_sources *s, const struct sensor_options *o)
{
    static const struct shunt_settings settings = { .look_packets = LOOK };
    struct error e;
    bool filtered = o->common.filter != NULL && strcmp(o->capture, "af_packet") == 0;
    if (o->no_shunt || strcmp(o->capture, "pcap") == 0)
        return;
    if (filtered) {
        (void)fprintf(stderr,
                      "camwarden: no shunt: a socket with a filter runs no other program\n");
        return;
    }
    s->shunt = shunt_open(&settings, &e);
    if (s->shunt == NULL)
        (void)fprintf(stderr, "camwarden: no shunt, every packet is delivered: %s\n", e.s);
}

/* Groups of the same number share frames, in the whole network namespace: ours differ from those of
 * another sensor as process numbers do. */
static uint16_t group_of(size_t interface)
{
    uint32_t n = (uint32_t)getpid() * INTERFACES_MAX + (uint32_t)interface;
    return (uint16_t)(n % UINT16_MAX + 1);
}

static bool open_lanes(struct live_sources *s, struct lanes *lanes, const struct sensor_options *o,
                       struct error *e)
{
    for (size_t i = 0; i < o->interfaces; i++) {
        struct live_settings settings = { .interface = o->interface[i],
                                          .filter = o->common.filter,
                                          .shunt = s->shunt,
                                          .block_bytes = o->ring_mib > 0 ? BLOCK : 0,
                                          .blocks = (uint32_t)o->ring_mib,
                                          .fanout_code =
                                              s->fanout_code >= 0 ? &s->fanout_code : NULL };
        if (o->common.workers > 1)
            settings.fanout_id = group_of(i);
        if (!lanes_add(lanes, live_source_named(o->capture), &settings, e))
            return false;
    }
    return true;
}

bool live_sources_open(struct live_sources *s, const struct sensor_options *o, struct error *e)
{
    struct error why;
    *s = (struct live_sources){ .fanout_code = -1 };
    if (o->common.workers > 1)
        s->fanout_code = fanout_code_open(&why);
    if (o->common.workers > 1 && s->fanout_code < 0)
        (void)fprintf(stderr, "camwarden: %s\n", why.s);
    open_shunt(s, o);
    while (s->n < o->common.workers) {
        struct lanes *lanes = lanes_new(o->interfaces);
        if (lanes == NULL)
            return fail(e, "no memory");
        s->lanes[s->n++] = lanes;
        if (!open_lanes(s, lanes, o, e))
            return false;
    }
    return true;
}

void live_sources_close(struct live_sources *s)
{
    for (size_t i = 0; i < s->n; i++)
        lanes_close(s->lanes[i]);
    if (s->fanout_code >= 0)
        (void)close(s->fanout_code);
    shunt_close(s->shunt);
}
