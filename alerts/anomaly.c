#include "alerts/anomaly.h"

#include "alerts/eve_packet.h"

static const uint64_t minute_ns = UINT64_C(60) * 1000000000;

/* A clock that was set back does not silence it. */
static bool is_over(const struct told_anomaly *t, uint64_t now_ns)
{
    return t->trick == TRICK_NONE || now_ns < t->time_ns || now_ns - t->time_ns >= minute_ns;
}

static bool is_same(const struct told_anomaly *a, const struct told_anomaly *b)
{
    return a->trick == b->trick && ip_equal(&a->host[0], &b->host[0]) &&
           ip_equal(&a->host[1], &b->host[1]);
}

static struct told_anomaly entry_of(const struct observation *o)
{
    const struct ip *a = &o->client.ip, *b = &o->server.ip;
    bool in_order = memcmp(a->b, b->b, sizeof a->b) <= 0;
    return (struct told_anomaly){ .host = { in_order ? *a : *b, in_order ? *b : *a },
                                  .trick = o->anomaly.trick,
                                  .time_ns = o->time_ns };
}

bool anomaly_is_news(struct anomalies *a, const struct observation *o)
{
    struct told_anomaly now = entry_of(o), *room = NULL;
    for (size_t i = 0; i < ANOMALIES_A_MINUTE; i++) {
        struct told_anomaly *t = &a->told[i];
        if (is_over(t, o->time_ns))
            room = room == NULL ? t : room;
        else if (is_same(t, &now))
            return false;
    }
    if (room == NULL)
        return false;
    *room = now;
    return true;
}

size_t anomaly_write(const struct observation *o, const struct eve_style *style, char *out,
                     size_t room)
{
    struct pen p;
    pen_begin(&p, out, room);
    pen_text(&p, "event_type", "anomaly");
    pen_time(&p, "timestamp", o->time_ns);
    pen_text(&p, "in_iface", style->interface);
    eve_packet(&p, o, style);
    pen_text(&p, "host", style->host);
    pen_open(&p, "anomaly");
    pen_text(&p, "type", trick_type(o->anomaly.trick));
    pen_text(&p, "event", trick_event(o->anomaly.trick));
    pen_close(&p);
    return pen_end(&p);
}
