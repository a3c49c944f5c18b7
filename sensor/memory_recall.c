/* What the last runs have left: the ledger first, which is told what must be taken back; then the
 * cameras; then faults whose standing was lost; then the orders. */
#include <stdlib.h>

#include "alerts/sensor_items.h"
#include "sensor/memory_parts.h"
#include "sensor/order_value.h"
#include "sensor/standing_value.h"

/* ---- alerts ---- */

static const struct guide_item *find_item(const char *number)
{
    const struct item *item = item_find(number);
    return item != NULL ? &item->about : sensor_item_find(number);
}

static void recall_alert(void *self, struct bytes key, struct bytes value)
{
    struct memory *m = self;
    bool taken = ledger_restore(m->verdicts->ledger, key, value, find_item);
    m->figures.alerts += taken;
    m->figures.passed_over += !taken;
}

/* An alert that is open and whose camera's standing was not kept any more: it was killed within the
 * minute. */
static void recall_fault(void *self, const struct alert *a)
{
    struct memory *m = self;
    const struct remembered_fault f = { .camera = &a->ruling.camera,
                                        .item = a->ruling.item->number,
                                        .reason = a->reason,
                                        .why = a->ruling.why.s,
                                        .count = a->count,
                                        .first_ns = a->first_ns,
                                        .last_ns = a->last_ns };
    (void)judge_recall_fault(m->verdicts->judge, &f);
}

/* ---- cameras ---- */

static void count_camera(void *self, struct bytes key, struct bytes value)
{
    struct memory *m = self;
    (void)key;
    (void)value;
    m->found++;
}

static void note_alive(void *self, struct bytes key, struct bytes value)
{
    static _Thread_local struct remembered r;
    struct memory *m = self;
    (void)key;
    m->alive[m->found++] = standing_value_read(value, &r) ? r.alive_ns : 0;
}

static int newest_first(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;
    return (*x < *y) - (*x > *y);
}

/* If there are more cameras than room: those that were alive last. */
static void make_choice(struct memory *m)
{
    m->found = 0;
    m->oldest_ns = 0;
    m->store.recall(m->store.self, memory_standings, (struct outbox_hearer){ count_camera, m });
    if (m->found <= m->places)
        return;
    m->alive = calloc(m->found, sizeof *m->alive);
    m->found = 0;
    if (m->alive == NULL)
        return;
    m->store.recall(m->store.self, memory_standings, (struct outbox_hearer){ note_alive, m });
    qsort(m->alive, m->found, sizeof *m->alive, newest_first);
    m->oldest_ns = m->alive[m->places - 1];
    free(m->alive);
    m->alive = NULL;
}

static void recall_camera(void *self, struct bytes key, struct bytes value)
{
    static _Thread_local struct remembered r;
    struct memory *m = self;
    if (!standing_value_read(value, &r) || !bytes_equal_text(key, r.name.id.s)) {
        m->figures.passed_over++;
        return;
    }
    if (r.alive_ns >= m->oldest_ns && judge_recall(m->verdicts->judge, &r, !m->live))
        m->figures.cameras++;
    else
        memory_give(m, memory_standings, r.name.id.s, (struct bytes){ NULL, 0 });
}

static void note_cameras(struct memory *m)
{
    size_t n = judge_cameras(m->verdicts->judge);
    for (size_t i = 0; i < n; i++) {
        struct judged camera = judge_camera(m->verdicts->judge, i);
        memory_note(&m->kept[camera.place], &camera, 0);
    }
}

/* ---- orders ---- */

static void recall_order(void *self, struct bytes key, struct bytes value)
{
    struct memory *m = self;
    struct operator_suppression x;
    if (!order_value_read(value, &x)) {
        m->figures.passed_over++;
        return;
    }
    if (judge_recall_order(m->verdicts->judge, &x, m->now_ns))
        m->figures.orders++;
    else
        m->store.keep(m->store.self, memory_orders, key, (struct bytes){ NULL, 0 }, false);
}

struct memory_figures memory_recall(struct memory *m, uint64_t last, uint64_t now_ns)
{
    m->figures = (struct memory_figures){ 0 };
    m->now_ns = now_ns;
    ledger_go_on(m->verdicts->ledger, last);
    m->store.recall(m->store.self, memory_alerts, (struct outbox_hearer){ recall_alert, m });
    make_choice(m);
    m->store.recall(m->store.self, memory_standings, (struct outbox_hearer){ recall_camera, m });
    note_cameras(m);
    ledger_tell_open(m->verdicts->ledger, (struct alert_listener){ recall_fault, m });
    m->store.recall(m->store.self, memory_orders, (struct outbox_hearer){ recall_order, m });
    judge_recall_end(m->verdicts->judge, now_ns);
    return m->figures;
}
