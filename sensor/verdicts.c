#include "sensor/verdicts.h"

enum { ALERTS_MAX = 1 << 17, SENSOR_ALERTS = 16 };

/* Enough for every item of every host, and for what the sensor says of itself. */
static size_t alerts_of(const struct policy *p)
{
    size_t n = policy_hosts(p) * items_n + SENSOR_ALERTS;
    return n < ALERTS_MAX ? n : ALERTS_MAX;
}

/* What stands above the protection level that was chosen is no fault. It is entered as what is
 * suppressed is: a level that is raised later tells of it, and what was told under a higher one is
 * told to be resolved. */
static bool is_above(const struct verdicts *v, const struct guide_item *item)
{
    return item->level > v->level;
}

static void hear(void *self, const struct ruling *r)
{
    struct verdicts *v = self;
    if (!is_above(v, r->item)) {
        ledger_hear(v->ledger, r);
        return;
    }
    struct ruling hushed = *r;
    hushed.suppressed = true;
    ledger_hear(v->ledger, &hushed);
}

bool verdicts_read_policy(struct verdicts *v, const struct common_options *o, struct error *e)
{
    *v = (struct verdicts){ 0 };
    v->policy = o->policy != NULL ? policy_read(o->policy, e) : policy_default();
    if (v->policy == NULL)
        return o->policy != NULL ? false : fail(e, "no memory");
    v->level = o->has_level ? o->level : policy_level(v->policy);
    return true;
}

bool verdicts_open(struct verdicts *v, struct counters *counters, struct alert_listener to,
                   struct error *e)
{
    v->ledger = ledger_new(alerts_of(v->policy), to);
    if (v->ledger != NULL)
        v->judge = judge_new(v->policy, counters, (struct ruling_listener){ hear, v });
    return v->judge != NULL || fail(e, "no memory");
}

void verdicts_close(struct verdicts *v)
{
    judge_free(v->judge);
    ledger_free(v->ledger);
    policy_free(v->policy);
    *v = (struct verdicts){ 0 };
}

static bool holds_back(const void *self, const struct ruling *r, uint64_t time_ns)
{
    const struct verdicts *v = self;
    return is_above(v, r->item) || judge_holds_back(v->judge, r, time_ns);
}

void verdicts_reflect(const struct verdicts *v, uint64_t time_ns)
{
    ledger_reflect(v->ledger, time_ns, (struct ledger_hush){ holds_back, v });
}

struct posture_row verdicts_row(const struct standing *s, bool frames)
{
    struct posture_row row = { .item = &s->item->about,
                               .verdict = s->verdict,
                               .suppressed = s->suppressed,
                               .count = s->count,
                               .first_ns = s->first_ns,
                               .last_ns = s->last_ns,
                               .lift = s->lift,
                               .before = s->before,
                               .since_ns = s->since_ns,
                               .opportunities = s->opportunities,
                               .opportunity_ns = s->opportunity_ns,
                               .reason = s->reason };
    if (s->evidence != NULL && frames)
        row.frame = s->evidence->frame_no;
    sentence_format(&row.why, "%s", s->why);
    return row;
}

size_t verdicts_rows(const struct verdicts *v, size_t camera, struct posture_row *rows, size_t max)
{
    size_t n = items_n < max ? items_n : max;
    for (size_t i = 0; i < n; i++) {
        struct standing s = judge_standing(v->judge, camera, i);
        rows[i] = verdicts_row(&s, !v->live);
    }
    return n;
}

struct posture verdicts_posture(const struct judged *camera, const struct posture_row *rows,
                                size_t n)
{
    return (struct posture){ .camera = &camera->name,
                             .row = rows,
                             .n = n,
                             .vantage = camera->vantage,
                             .up_since_ns = camera->up_since_ns,
                             .time_ns = camera->last_ns };
}
