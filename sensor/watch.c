/* What the sensor watches of itself: what was lost, shed, not kept, fell or found no room, told as
 * alerts of its own (alerts/sensor_items.h). */
#include <stdio.h>

#include "alerts/sensor_items.h"
#include "sensor/sensor.h"

/* ---- between two runs ---- */

static bool is_open(const struct sensor *s, const struct guide_item *item)
{
    struct text id;
    text_format(&id, "sensor:%s", s->options.common.sensor);
    return ledger_is_open(s->verdicts.ledger, id.s, item->number);
}

void watch_begin(struct sensor *s)
{
    s->book.room = s->places;
    if (is_open(s, &capture_loss_item))
        losses_recall(&s->losses);
    if (is_open(s, &alerts_shed_item))
        shed_watch_recall(&s->shed, real_ns());
    if (is_open(s, &worker_fell_item))
        fall_watch_recall(&s->falls, real_ns());
    if (is_open(s, &book_full_item))
        book_watch_recall(&s->book, real_ns());
    if (is_open(s, &state_not_kept_item))
        disk_watch_recall(&s->disk);
}

/* ---- each second ---- */

static uint64_t alerts_shed(const struct sensor *s)
{
    struct post_status sinks[POST_SINKS_MAX];
    uint64_t all = 0;
    size_t n = post_status(s->post, sinks, POST_SINKS_MAX);
    for (size_t i = 0; i < n; i++)
        all += shed_alerts(&sinks[i].shed);
    return all;
}

void watch_take_stock(struct sensor *s)
{
    s->judged.n[COUNT_alerts_full] = ledger_lost(s->verdicts.ledger);
    s->judged.n[COUNT_evidence_lost] = s->evidence != NULL ? evidence_figures(s->evidence).lost : 0;
    live_crew_report(s->crew, &s->report);
    for (enum counter k = 0; k < COUNTERS; k++)
        s->counted.n[k] = s->report.counters.n[k] + s->judged.n[k];
    s->lost = losses_total(&s->report, &s->counted);
    s->lost.n[LOSS_alerts_shed] = alerts_shed(s);
}

static void tell_of_loss(struct sensor *s)
{
    struct ruling r;
    if (losses_ruling(&s->losses, s->options.common.sensor, real_ns(), &r))
        ledger_hear(s->verdicts.ledger, &r);
}

static void tell_of_outbox(struct sensor *s)
{
    struct ruling r;
    struct outbox_figures f;
    outbox_attend(post_outbox(s->post));
    outbox_figures(post_outbox(s->post), &f);
    if (shed_watch_ruling(&s->shed, f.shed, s->options.common.sensor, real_ns(), &r))
        ledger_hear(s->verdicts.ledger, &r);
    if (disk_watch_ruling(&s->disk, &f, s->options.common.sensor, real_ns(), &r))
        ledger_hear(s->verdicts.ledger, &r);
}

void watch_tell_of_falls(struct sensor *s)
{
    struct ruling r;
    if (fall_watch_ruling(&s->falls, s->report.fell, s->options.common.sensor, real_ns(), &r))
        ledger_hear(s->verdicts.ledger, &r);
}

static void tell_of_book(struct sensor *s)
{
    struct ruling r;
    if (book_watch_ruling(&s->book, &s->judged, s->options.common.sensor, real_ns(), &r))
        ledger_hear(s->verdicts.ledger, &r);
}

void watch_tell(struct sensor *s)
{
    losses_note(&s->losses, &s->lost);
    tell_of_loss(s);
    tell_of_outbox(s);
    watch_tell_of_falls(s);
    tell_of_book(s);
}

/* ---- each turn ---- */

void watch_attend(struct sensor *s)
{
    struct nursery_word fell;
    struct sentence words;
    while (live_crew_fall(s->crew, &fell)) {
        fall_watch_note(&s->falls, &fell, real_ns());
        fall_words(&fell, &words);
        (void)fprintf(stderr, "camwarden: %s; another takes its place\n", words.s);
    }
}
