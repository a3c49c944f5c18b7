/* How it works: a figure that Suricata has a name for stands under that name in `stats`, which
 * takes no other. All of them, under our own names, are in `metadata.flowints`, the one place that
 * every version of the schema leaves open to named numbers. */
#include "alerts/stats.h"

#include "alerts/jot.h"

static json_t *capture(const struct sensor_figures *f)
{
    uint64_t drops =
        f->lost[LOSS_kernel_drops] + f->lost[LOSS_ring_full]; /* Suricata counts both as one */
    json_t *o = json_object();
    jot_number(o, "kernel_packets", f->packets.received + drops);
    jot_number(o, "kernel_drops", drops);
    return o;
}

static json_t *decoder(const struct counters *c)
{
    static const enum counter invalid[] = { COUNT_link_short, COUNT_ip_short,
                                            COUNT_ip_bad,     COUNT_ip_options_bad,
                                            COUNT_tunnel_bad, COUNT_transport_short };
    uint64_t sum = 0;
    for (size_t i = 0; i < sizeof invalid / sizeof invalid[0]; i++)
        sum += c->n[invalid[i]];
    json_t *o = json_object();
    jot_number(o, "pkts", c->n[COUNT_frames]);
    jot_number(o, "bytes", c->n[COUNT_bytes]);
    jot_number(o, "invalid", sum);
    jot_number(o, "too_many_layers", c->n[COUNT_tunnel_deep]);
    return o;
}

/* Suricata 7 has no names for these. */
static json_t *defrag(const struct counters *c)
{
    json_t *o = json_object();
    json_t *mgr = json_object();
    jot_number(mgr, "tracker_timeout", c->n[COUNT_fragment_timeout]);
    jot_value(o, "mgr", mgr);
    jot_number(o, "max_frags_reached", c->n[COUNT_fragment_full]);
    return o;
}

static json_t *flow(const struct counters *c)
{
    json_t *o = json_object();
    jot_number(o, "total", c->n[COUNT_flows]);
    jot_number(o, "memcap", c->n[COUNT_flow_evicted]);
    return o;
}

static json_t *flow_bypassed(const struct sensor_figures *f)
{
    json_t *o = json_object();
    jot_number(o, "pkts", f->packets.shunted);
    return o;
}

static json_t *tcp(const struct counters *c)
{
    json_t *o = json_object();
    jot_number(o, "reassembly_gap", c->n[COUNT_tcp_gap]);
    jot_number(o, "segment_memcap_drop", c->n[COUNT_tcp_hold_full]);
    jot_number(o, "overlap_diff_data", c->n[COUNT_tcp_overlap_differs]);
    jot_number(o, "midstream_pickups", c->n[COUNT_tcp_midstream]);
    return o;
}

static json_t *detect(const struct sensor_figures *f)
{
    json_t *o = json_object();
    jot_number(o, "alert", f->alerts);
    jot_number(o, "alert_queue_overflow", f->lost[LOSS_alerts_shed]);
    return o;
}

static json_t *stats(const struct sensor_figures *f, enum eve_compat compat)
{
    json_t *o = json_object();
    jot_number(o, "uptime", f->uptime_s);
    jot_value(o, "capture", capture(f));
    jot_value(o, "decoder", decoder(&f->counters));
    if (compat == EVE_8)
        jot_value(o, "defrag", defrag(&f->counters));
    jot_value(o, "flow", flow(&f->counters));
    jot_value(o, "flow_bypassed", flow_bypassed(f));
    jot_value(o, "tcp", tcp(&f->counters));
    jot_value(o, "detect", detect(f));
    return o;
}

/* The names of the three do not collide: packets and losses that are no counters, and counters. */
static json_t *named(const struct sensor_figures *f)
{
    json_t *all = figures_packets(f);
    json_t *more[] = { figures_losses(f), figures_counters(f) };
    for (size_t i = 0; i < sizeof more / sizeof more[0]; i++) {
        (void)json_object_update(all, more[i]);
        json_decref(more[i]);
    }
    json_t *metadata = json_object();
    jot_value(metadata, "flowints", all);
    return metadata;
}

size_t stats_write(const struct sensor_figures *f, const struct eve_style *style, char *out,
                   size_t room)
{
    json_t *line = json_object();
    jot_text(line, "event_type", "stats");
    jot_time(line, "timestamp", f->time_ns);
    jot_text(line, "host", style->host);
    jot_text(line, "in_iface", style->interface);
    jot_value(line, "stats", stats(f, style->compat));
    jot_value(line, "metadata", named(f));
    return jot_line(line, out, room);
}
