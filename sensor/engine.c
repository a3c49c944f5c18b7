#include "sensor/engine.h"

#include "alerts/beat.h"
#include "alerts/redis_url.h"
#include "core/facts.h"
#include "sensor/html_report.h"
#include "sensor/outbox_store.h"
#include "sensor/outputs.h"
#include "sensor/state_folder.h"

#include <inttypes.h>
#include <stdio.h>

static void tell_anomaly(struct engine *g, const struct observation *o)
{
    char line[ANOMALY_LINE_MAX];
    const struct eve_style style = delivery_style(g->delivery);
    if (!anomaly_is_news(&g->anomalies, o))
        return;
    size_t n = anomaly_write(o, &style, line, sizeof line);
    delivery_remark(g->delivery, (struct bytes){ (const uint8_t *)line, n });
}

static void see(void *self, const struct observation *o)
{
    struct engine *g = self;
    if (g->facts != NULL)
        facts_out_see(g->facts, o);
    if (g->debug)
        (void)fprintf(stderr, "frame %" PRIu64 ": %s by %s\n", o->frame_no,
                      fact_kinds[o->kind].name, o->protocol);
    if (o->kind == OBS_ANOMALY) {
        tell_anomaly(g, o);
        return;
    }
    if (g->catcher != NULL)
        catcher_fact(g->catcher, o);
    judge_see(g->verdicts.judge, o);
}

struct observer engine_observer(struct engine *g)
{
    return (struct observer){ see, g };
}

static bool add_sink(struct engine *g, const struct sink *sink, const char *where, struct error *e)
{
    void *opened = sink->open(where, e);
    return opened != NULL && (delivery_add(g->delivery, sink, opened) || fail(e, "too many sinks"));
}

static bool open_papers(struct engine *g, const struct replay_options *o, struct error *e)
{
    if (o->facts != NULL) {
        g->facts = facts_out_open(o->facts, e);
        if (g->facts == NULL)
            return false;
    }
    if (o->report == NULL)
        return true;
    if (!html_report_try(o->report, e))
        return false;
    g->timeline = timeline_new(VIOLATIONS_MAX);
    return g->timeline != NULL || fail(e, "no memory");
}

static bool open_evidence(struct engine *g, const struct common_options *c, struct error *e)
{
    const struct evidence_settings settings = { .folder = c->evidence,
                                                .most = (uint64_t)c->evidence_mib << 20,
                                                .may_wait = true };
    if (c->evidence == NULL)
        return true;
    g->evidence = evidence_open(&settings, e);
    if (g->evidence == NULL)
        return false;
    g->catcher = catcher_new(evidence_taker(g->evidence));
    return g->catcher != NULL || fail(e, "no memory");
}

static bool open_outputs(struct engine *g, const struct replay_options *o, struct error *e)
{
    const struct common_options *c = &o->common;
    struct eve_style style = { .host = c->sensor, .compat = c->eve_compat == 7 ? EVE_7 : EVE_8 };
    const struct outbox_settings outbox = { .folder = c->state };
    if (c->state != NULL && !state_folder_make(c->state, e))
        return false;
    g->delivery = delivery_new(style, &outbox, e);
    if (g->delivery == NULL)
        return false;
    struct outputs to;
    bool opened = outputs_of(c, &to, e);
    for (size_t i = 0; opened && i < to.n; i++)
        opened = add_sink(g, to.output[i].sink, to.output[i].where, e);
    if (c->redis != NULL)
        redis_url_hide(c->redis); /* out of what `ps` shows */
    struct outbox *kept = delivery_outbox(g->delivery);
    return opened && open_papers(g, o, e) && open_evidence(g, c, e) &&
           (c->state == NULL || outbox_remember(&g->memory, kept, &g->verdicts, e));
}

static bool open_parts(struct engine *g, const struct replay_options *o, struct error *e)
{
    g->settings = flow_settings_default();
    g->settings.secrets = policy_secrets(g->verdicts.policy);
    g->settings.classified = o->common.no_ndpi ? 0 : g->settings.classified;
    g->settings.keys_at_once = !o->common.no_sandbox;
    g->decoder = decoder_new(&g->counters);
    g->flows = flows_new(&g->settings, &g->counters, engine_observer(g));
    return (g->decoder != NULL && g->flows != NULL) || fail(e, "no memory");
}

/* The judge is there before what it is heard by. */
static void hear(void *self, const struct alert *a)
{
    struct engine *g = self;
    struct alert told = *a;
    if (g->evidence != NULL)
        told.capture = evidence_take(g->evidence, a);
    delivery_hear(g->delivery, &told);
    if (g->timeline != NULL)
        timeline_hear(g->timeline, a);
}

bool engine_open(struct engine *g, const struct replay_options *o, struct error *e, int *status)
{
    *g = (struct engine){ .debug = o->debug, .sensor = o->common.sensor };
    *status = EXIT_USAGE;
    if (!verdicts_read_policy(&g->verdicts, &o->common, e))
        return false;
    *status = EXIT_DELIVERY;
    struct alert_listener to = { hear, g };
    return verdicts_open(&g->verdicts, &g->counters, to, e) && open_outputs(g, o, e) &&
           open_parts(g, o, e);
}

bool engine_start(struct engine *g, struct error *e)
{
    return (g->evidence == NULL || evidence_start(g->evidence, e)) &&
           delivery_start(g->delivery, e);
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
    if (!decode(g->decoder, f, &p))
        return;
    if (g->catcher != NULL)
        catcher_begin(g->catcher, f, &p);
    flows_take(g->flows, &p);
    if (g->catcher != NULL)
        catcher_done(g->catcher);
}

void engine_end_capture(struct engine *g)
{
    flows_end(g->flows);
    judge_end(g->verdicts.judge, g->now_ns);
}

static void deliver_postures(struct engine *g)
{
    struct judge *judge = g->verdicts.judge;
    size_t cameras = judge_cameras(judge);
    for (size_t i = 0; i < cameras; i++) {
        struct posture_row rows[ROWS_MAX];
        struct judged camera = judge_camera(judge, i);
        size_t n = verdicts_rows(&g->verdicts, i, rows, ROWS_MAX);
        struct posture posture = verdicts_posture(&camera, rows, n);
        delivery_posture(g->delivery, &posture);
    }
}

/* That there was a replay of that name: readers find its postures by it. */
static void deliver_beat(struct engine *g)
{
    struct verdicts *v = &g->verdicts;
    struct sensor_figures f = { .time_ns = g->last_ns,
                                .alerts = ledger_told(v->ledger),
                                .cameras = judge_cameras_n(v->judge),
                                .violations = judge_broken(v->judge, v->level),
                                .counters = g->counters };
    losses_counted(&f.counters, f.lost);
    const struct beat beat = { .sensor = g->sensor, .state = "replayed", .figures = &f };
    char line[BEAT_MAX];
    size_t n = beat_write(&beat, line, sizeof line);
    delivery_beat(g->delivery, (struct bytes){ (const uint8_t *)line, n });
}

bool engine_finish(struct engine *g, struct error *e)
{
    verdicts_reflect(&g->verdicts, g->now_ns);
    ledger_end(g->verdicts.ledger);
    if (g->memory != NULL)
        memory_keep_all(g->memory);
    g->counters.n[COUNT_alerts_full] = ledger_lost(g->verdicts.ledger);
    deliver_postures(g);
    deliver_beat(g);
    bool facts_written = g->facts == NULL || facts_out_close(g->facts, e);
    g->facts = NULL;
    struct error late;
    bool proved = evidence_close(g->evidence, facts_written ? e : &late);
    g->evidence = NULL;
    bool written = facts_written && proved;
    bool delivered = delivery_close(g->delivery, written ? e : &late);
    g->delivery = NULL;
    return written && delivered;
}

void engine_close(struct engine *g)
{
    struct error unheard;
    flows_free(g->flows);
    catcher_free(g->catcher);
    (void)evidence_close(g->evidence, &unheard);
    decoder_free(g->decoder);
    memory_free(g->memory);
    verdicts_close(&g->verdicts);
    if (g->delivery != NULL)
        (void)delivery_close(g->delivery, &unheard);
    if (g->facts != NULL)
        (void)facts_out_close(g->facts, &unheard);
    timeline_free(g->timeline);
    *g = (struct engine){ 0 };
}
