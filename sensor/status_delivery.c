#include "sensor/status_delivery.h"

#include <stdio.h>

#include "alerts/jot.h"

static void put_text(json_t *o, const char *key, const char *text)
{
    jot_value(o, key, jot_value_of(text));
}

static uint64_t sum(const uint64_t n[static SEVERITIES])
{
    uint64_t all = 0;
    for (size_t i = 0; i < SEVERITIES; i++)
        all += n[i];
    return all;
}

static json_t *by_severity(const uint64_t n[static SEVERITIES])
{
    json_t *o = json_object();
    for (unsigned i = 0; i < SEVERITIES; i++) {
        char severity[12];
        (void)snprintf(severity, sizeof severity, "%u", i + 1);
        jot_number(o, severity, n[i]);
    }
    return o;
}

static json_t *other_end(const struct sink_figures *f)
{
    json_t *o = json_object();
    jot_number(o, "entries", f->depth);
    jot_number(o, "trimmed", f->trimmed);
    jot_number(o, "repeated", f->repeated);
    jot_number(o, "unheard", f->unheard);
    jot_number(o, "forgotten", f->forgotten);
    return o;
}

static void put_shed(json_t *o, const struct shed *shed)
{
    jot_number(o, "shed", sum(shed->alerts));
    jot_value(o, "shed_by_severity", by_severity(shed->alerts));
    jot_number(o, "shed_stats", shed->stats);
    jot_number(o, "shed_postures", shed->postures);
    jot_number(o, "shed_heartbeats", shed->beats);
}

static void put_waiting(json_t *o, const struct post_status *sink, uint64_t now_ns)
{
    uint64_t since = sink->oldest_ns;
    uint64_t age_ms = since != 0 && since < now_ns ? (now_ns - since) / 1000000 : 0;
    jot_number(o, "queued", sink->queued);
    jot_value(o, "oldest_s", json_real((double)age_ms / 1000));
    jot_number(o, "postures", sink->postures);
}

json_t *status_sink(const struct post_status *sink, uint64_t now_ns)
{
    json_t *o = json_object();
    put_text(o, "sink", sink->sink);
    put_text(o, "where", sink->where);
    put_text(o, "state", sink->up ? "up" : "down");
    put_text(o, "reason", sink->reason.s);
    jot_text(o, "same_name", sink->rival.s);
    jot_number(o, "delivered", sink->delivered);
    if (sink->delivered_last_ns != 0)
        jot_time(o, "delivered_last", sink->delivered_last_ns);
    jot_number(o, "recoveries", sink->recoveries);
    put_waiting(o, sink, now_ns);
    put_shed(o, &sink->shed);
    if (sink->has_figures)
        jot_value(o, "there", other_end(&sink->figures));
    return o;
}

static const char *state_of(const struct outbox_figures *f, const char *folder)
{
    if (folder == NULL)
        return "memory";
    return f->durable ? "disk" : "failing";
}

json_t *status_outbox(const struct outbox_figures *f, const char *folder)
{
    json_t *o = json_object();
    put_text(o, "state", state_of(f, folder));
    jot_value(o, "folder", folder != NULL ? jot_value_of(folder) : json_null());
    put_text(o, "reason", f->reason.s);
    jot_number(o, "raised", f->raised);
    jot_number(o, "unsaved", f->unsaved);
    jot_number(o, "shed", sum(f->shed));
    jot_value(o, "shed_by_severity", by_severity(f->shed));
    jot_number(o, "shed_values", f->notes_shed);
    jot_number(o, "damaged", f->damaged);
    jot_number(o, "bytes", f->bytes);
    jot_number(o, "bytes_max", f->bytes_max);
    jot_number(o, "memory", f->memory);
    jot_number(o, "memory_max", f->memory_max);
    return o;
}
