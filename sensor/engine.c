#include "sensor/engine.h"

#include "alerts/redis_url.h"
#include "core/facts.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { ALERTS_MAX = 1 << 17, ROWS_MAX = 64 };

static void see(void *self, const struct observation *o)
{
    struct engine *g = self;
    if (g->facts != NULL)
        facts_out_see(g->facts, o);
    if (g->debug)
        (void)fprintf(stderr, "frame %" PRIu64 ": %s by %s\n", o->frame_no,
                      fact_kinds[o->kind].name, o->protocol);
    judge_see(g->judge, o);
}

/* What stands above the protection level that was chosen is no fault. */
static void hear(void *self, const struct ruling *r)
{
    struct engine *g = self;
    if (r->item->level <= g->level)
        ledger_hear(g->ledger, r);
}

struct observer engine_observer(struct engine *g)
{
    return (struct observer){ see, g };
}

static bool add_sink(struct engine *g, const struct sink *sink, const char *where, struct error *e)
{
    if (where == NULL)
        return true;
    void *opened = sink->open(where, e);
    return opened != NULL && (delivery_add(g->delivery, sink, opened) || fail(e, "too many sinks"));
}

static bool open_outputs(struct engine *g, const struct replay_options *o, struct error *e)
{
    struct eve_style style = { .host = o->sensor, .compat = o->eve_compat == 7 ? EVE_7 : EVE_8 };
    g->delivery = delivery_new(style);
    if (g->delivery == NULL)
        return fail(e, "no memory");
    if (o->facts != NULL) {
        g->facts = facts_out_open(o->facts, e);
        if (g->facts == NULL)
            return false;
    }
    bool opened = add_sink(g, &file_sink, o->eve, e) && add_sink(g, &redis_sink, o->redis, e);
    if (o->redis != NULL)
        redis_url_hide(o->redis); /* out of what `ps` shows */
    return opened;
}

static bool open_parts(struct engine *g, const struct replay_options *o, struct error *e)
{
    g->settings = flow_settings_default();
    g->settings.defaults = policy_passwords(g->policy);
    g->settings.classified = o->no_ndpi ? 0 : g->settings.classified;
    struct alert_listener to_delivery = { delivery_hear, g->delivery };
    g->ledger = ledger_new(ALERTS_MAX, to_delivery);
    g->decoder = decoder_new(&g->counters);
    g->flows = flows_new(&g->settings, &g->counters, engine_observer(g));
    if (g->ledger != NULL)
        g->judge = judge_new(g->policy, &g->counters, (struct ruling_listener){ hear, g });
    return (g->judge != NULL && g->decoder != NULL && g->flows != NULL) || fail(e, "no memory");
}

bool engine_open(struct engine *g, const struct replay_options *o, struct error *e, int *status)
{
    *g = (struct engine){ .debug = o->debug };
    *status = EXIT_USAGE;
    g->policy = o->policy != NULL ? policy_read(o->policy, e) : policy_default();
    if (g->policy == NULL)
        return o->policy != NULL ? false : fail(e, "no memory");
    g->level = o->has_level ? o->level : policy_level(g->policy);
    *status = EXIT_DELIVERY;
    return open_outputs(g, o, e) && open_parts(g, o, e);
}

void engine_note_time(struct engine *g, uint64_t time_ns)
{
    if (g->first_ns == 0 || time_ns < g->first_ns)
        g->first_ns = time_ns;
    g->last_ns = time_ns > g->last_ns ? time_ns : g->last_ns;
    g->now_ns = time_ns;
}

void engine_take(struct engine *g, const struct frame *f)
{
    struct packet p;
    engine_note_time(g, f->time_ns);
    if (decode(g->decoder, f, &p))
        flows_take(g->flows, &p);
}

void engine_end_capture(struct engine *g)
{
    flows_end(g->flows);
    judge_end(g->judge, g->now_ns);
}

size_t engine_rows(const struct engine *g, size_t camera, struct posture_row *rows, size_t max)
{
    size_t n = items_n < max ? items_n : max;
    for (size_t i = 0; i < n; i++) {
        struct standing s = judge_standing(g->judge, camera, i);
        rows[i] = (struct posture_row){ .item = &s.item->about,
                                        .verdict = s.verdict,
                                        .suppressed = s.suppressed,
                                        .count = s.count,
                                        .first_ns = s.first_ns,
                                        .last_ns = s.last_ns,
                                        .frame = s.evidence != NULL ? s.evidence->frame_no : 0 };
        sentence_format(&rows[i].why, "%s", s.why);
    }
    return n;
}

bool engine_finish(struct engine *g, struct error *e)
{
    ledger_end(g->ledger);
    g->counters.n[COUNT_alerts_full] = ledger_lost(g->ledger);
    size_t cameras = judge_cameras(g->judge);
    for (size_t i = 0; i < cameras; i++) {
        struct posture_row rows[ROWS_MAX];
        struct judged camera = judge_camera(g->judge, i);
        struct posture posture = { .camera = &camera.name,
                                   .row = rows,
                                   .n = engine_rows(g, i, rows, ROWS_MAX) };
        delivery_posture(g->delivery, &posture);
    }
    bool facts_written = g->facts == NULL || facts_out_close(g->facts, e);
    g->facts = NULL;
    struct error late;
    bool delivered = delivery_close(g->delivery, facts_written ? e : &late);
    g->delivery = NULL;
    return facts_written && delivered;
}

void engine_close(struct engine *g)
{
    struct error unheard;
    flows_free(g->flows);
    decoder_free(g->decoder);
    judge_free(g->judge);
    ledger_free(g->ledger);
    if (g->delivery != NULL)
        (void)delivery_close(g->delivery, &unheard);
    if (g->facts != NULL)
        (void)facts_out_close(g->facts, &unheard);
    policy_free(g->policy);
    *g = (struct engine){ 0 };
}
