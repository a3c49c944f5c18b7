#include "alerts/posture.h"

#include <string.h>

#include "alerts/jot.h"

/* As far as a sentence holds it. */
static bool is_guide_text(const char *s, const char *guide_text)
{
    return guide_text != NULL && strncmp(s, guide_text, sizeof(struct sentence) - 1) == 0;
}

static void put_words(json_t *o, const struct posture_row *r, bool brief)
{
    if (!brief) {
        jot_text(o, "title", r->item->title);
        jot_text(o, "level", level_name(r->item->level));
    }
    jot_text(o, "verdict", verdict_name(r->verdict));
    jot_text(o, "reason", r->reason);
    if (!brief || !is_guide_text(r->why.s, r->item->unseen))
        jot_text(o, "why", r->why.s);
    if (r->lift != NULL && !(brief && is_guide_text(r->lift, r->item->decides)))
        jot_text(o, "lift", r->lift);
}

static void put_count(json_t *o, const char *key, uint64_t n, bool brief)
{
    if (n != 0 || !brief)
        jot_number(o, key, n);
}

static json_t *row(const struct posture_row *r, bool brief)
{
    json_t *o = json_object();
    put_words(o, r, brief);
    if (r->since_ns != 0) {
        jot_time(o, "since", r->since_ns);
        jot_text(o, "before", verdict_name(r->before));
    }
    put_count(o, "opportunities", r->opportunities, brief);
    if (r->opportunity_ns != 0)
        jot_time(o, "last_opportunity", r->opportunity_ns);
    put_count(o, "count", r->count, brief);
    if (r->first_ns != 0)
        jot_time(o, "first_seen", r->first_ns);
    if (r->last_ns != 0)
        jot_time(o, "last_seen", r->last_ns);
    if (r->frame != 0)
        jot_number(o, "frame", r->frame);
    if (r->suppressed)
        jot_value(o, "suppressed", json_true());
    return o;
}

size_t posture_write(const struct posture *p, char *out, size_t room)
{
    json_t *items = json_object();
    for (size_t i = 0; i < p->n; i++)
        jot_value(items, p->row[i].item->number, row(&p->row[i], p->brief));
    json_t *o = json_object();
    jot_number(o, "version", 1);
    jot_text(o, "sensor", p->sensor);
    if (p->time_ns != 0)
        jot_time(o, "time", p->time_ns);
    jot_value(o, "camera", jot_camera(p->camera));
    jot_text(o, "vantage", vantage_name(p->vantage));
    if (p->up_since_ns != 0)
        jot_time(o, "up_since", p->up_since_ns);
    jot_value(o, "items", items);
    return jot_line(o, out, room);
}
