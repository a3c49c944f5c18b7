/* syscalls(worker): bpf: entries of its tables, and no other use. */
#include "capture/shunt.h"

#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <errno.h>
#include <stdlib.h>

#include <shunt.skel.h>

#include "capture/bpf_error.h"
#include "capture/shunt_map.h"

enum { FLOWS = 16384, EVERY_PACKETS = 2048, EVERY_MS = 1000, LOOK_PACKETS = 4 };

struct shunt {
    struct shunt_bpf *code;
    int flows; /* descriptors of the maps */
    int total;
    int processors;
};

static uint32_t or_default(uint32_t value, uint32_t instead)
{
    return value > 0 ? value : instead;
}

static bool load(struct shunt *s, const struct shunt_settings *settings, struct error *e)
{
    static const char consequence[] = "media is not shunted";
    bpf_be_quiet();
    s->code = shunt_bpf__open();
    s->processors = libbpf_num_possible_cpus(); /* the kernel counts on each by itself */
    if (s->code == NULL || s->processors < 1)
        return bpf_fail(e, consequence, errno);
    uint32_t look = or_default(settings->look_packets, LOOK_PACKETS);
    uint32_t every = or_default(settings->every_packets, EVERY_PACKETS);
    s->code->rodata->look_packets = look;
    s->code->rodata->every_packets = every;
    s->code->rodata->every_ns = or_default(settings->every_ms, EVERY_MS) * 1000000ULL;
    (void)bpf_map__set_max_entries(s->code->maps.flows, or_default(settings->flows, FLOWS));
    int status = shunt_bpf__load(s->code);
    if (status != 0)
        return bpf_fail(e, consequence, -status);
    s->flows = bpf_map__fd(s->code->maps.flows);
    s->total = bpf_map__fd(s->code->maps.total);
    return true;
}

struct shunt *shunt_open(const struct shunt_settings *settings, struct error *e)
{
    struct shunt *s = calloc(1, sizeof *s);
    if (s != NULL && load(s, settings, e))
        return s;
    if (s == NULL)
        fail(e, "media is not shunted: no memory");
    else
        shunt_close(s);
    return NULL;
}

void shunt_close(struct shunt *s)
{
    if (s == NULL)
        return;
    shunt_bpf__destroy(s->code);
    free(s);
}

int shunt_program(const struct shunt *s)
{
    return bpf_program__fd(s->code->progs.shunt);
}

struct shunt_parts shunt_parts(const struct shunt *s)
{
    return (struct shunt_parts){ .flows = s->flows,
                                 .total = s->total,
                                 .every_packets = s->code->rodata->every_packets,
                                 .look_packets = s->code->rodata->look_packets,
                                 .every_ns = s->code->rodata->every_ns };
}

static struct shunt_key key_of(const struct media_flow *flow)
{
    struct shunt_key key = { .src_port = htons(flow->src.port), .dst_port = htons(flow->dst.port) };
    memcpy(key.src, flow->src.ip.b, sizeof key.src);
    memcpy(key.dst, flow->dst.ip.b, sizeof key.dst);
    return key;
}

static struct media_flow flow_of(const struct shunt_key *key, const struct shunt_entry *entry)
{
    struct media_flow flow = { .src.port = ntohs(key->src_port),
                               .dst.port = ntohs(key->dst_port),
                               .ssrc = ntohl(entry->ssrc),
                               .payload_type = entry->payload_type };
    memcpy(flow.src.ip.b, key->src, sizeof key->src);
    memcpy(flow.dst.ip.b, key->dst, sizeof key->dst);
    return flow;
}

bool shunt_add(struct shunt *s, const struct media_flow *flow)
{
    struct shunt_key key = key_of(flow);
    struct shunt_entry entry = { .ssrc = htonl(flow->ssrc), .payload_type = flow->payload_type };
    return bpf_map_update_elem(s->flows, &key, &entry, BPF_ANY) == 0;
}

bool shunt_remove(struct shunt *s, const struct media_flow *flow)
{
    struct shunt_key key = key_of(flow);
    return bpf_map_delete_elem(s->flows, &key) == 0;
}

static struct shunt_count count_of(const struct shunt_sum *sum)
{
    return (struct shunt_count){ .packets = sum->packets, .bytes = sum->bytes };
}

bool shunt_count(struct shunt *s, const struct media_flow *flow, struct shunt_count *count)
{
    struct shunt_key key = key_of(flow);
    struct shunt_entry entry;
    if (bpf_map_lookup_elem(s->flows, &key, &entry) != 0)
        return false;
    *count = count_of(&entry.shunted);
    return true;
}

int shunt_list(struct shunt *s, struct shunted *list, int max)
{
    struct shunt_key key, before;
    const struct shunt_key *from = NULL;
    int n = 0;
    while (n < max && bpf_map_get_next_key(s->flows, from, &key) == 0) {
        struct shunt_entry entry;
        if (bpf_map_lookup_elem(s->flows, &key, &entry) == 0)
            list[n++] = (struct shunted){ flow_of(&key, &entry), count_of(&entry.shunted) };
        before = key;
        from = &before;
    }
    return n;
}

struct shunt_count shunt_total(struct shunt *s)
{
    uint32_t first = 0;
    struct shunt_count all = { 0 };
    struct shunt_sum *sums = calloc((size_t)s->processors, sizeof *sums);
    if (sums != NULL && bpf_map_lookup_elem(s->total, &first, sums) == 0)
        for (int i = 0; i < s->processors; i++) {
            all.packets += sums[i].packets;
            all.bytes += sums[i].bytes;
        }
    free(sums);
    return all;
}
