#include "sensor/memory.h"

#include <stdlib.h>

#include "sensor/memory_parts.h"
#include "sensor/order_value.h"
#include "sensor/standing_value.h"

enum { ROUND_S = 5, STANDINGS_A_ROUND = 256, CHANGED_S = 60, HEARD_S = 3600 };

const char memory_alerts[] = "ledger";
const char memory_standings[] = "standing";
const char memory_orders[] = "suppress";

static void give_alert(void *self, struct bytes key, struct bytes value, bool with_next)
{
    struct memory *m = self;
    m->store.keep(m->store.self, memory_alerts, key, value, with_next);
}

struct memory *memory_new(struct store store, struct verdicts *v, bool live)
{
    struct memory *m = calloc(1, sizeof *m);
    if (m == NULL)
        return NULL;
    *m = (struct memory){
        .store = store, .verdicts = v, .live = live, .places = policy_hosts(v->policy)
    };
    m->kept = calloc(m->places, sizeof *m->kept);
    if (m->kept == NULL) {
        memory_free(m);
        return NULL;
    }
    ledger_use_keeper(v->ledger, (struct ledger_keeper){ give_alert, m, !live });
    return m;
}

void memory_free(struct memory *m)
{
    if (m != NULL)
        free(m->kept);
    free(m);
}

/* ---- standings ---- */

void memory_give(struct memory *m, const char *kind, const char *key, struct bytes value)
{
    m->store.keep(m->store.self, kind, bytes_of_text(key), value, false);
}

void memory_note(struct kept *k, const struct judged *camera, uint64_t second)
{
    k->id = camera->name.id;
    k->changes = camera->changes + 1;
    k->last_ns = camera->last_ns;
    k->second = second;
}

static void forget(struct memory *m, struct kept *k)
{
    memory_give(m, memory_standings, k->id.s, (struct bytes){ NULL, 0 });
    *k = (struct kept){ .changes = 0 };
}

/* A place may have become another's, or nobody's. */
static void forget_ceased(struct memory *m, size_t cameras)
{
    m->round++;
    for (size_t i = 0; i < cameras; i++) {
        struct judged camera = judge_camera(m->verdicts->judge, i);
        struct kept *k = &m->kept[camera.place];
        if (k->changes != 0 && strcmp(k->id.s, camera.name.id.s) != 0)
            forget(m, k);
        k->round = m->round;
    }
    for (struct kept *k = m->kept; k < m->kept + m->places; k++)
        if (k->changes != 0 && k->round != m->round)
            forget(m, k);
}

static bool is_due(const struct kept *k, const struct judged *camera, uint64_t second)
{
    if (k->changes == 0)
        return true;
    if (k->changes != camera->changes + 1)
        return second >= k->second + CHANGED_S;
    return k->last_ns != camera->last_ns && second >= k->second + HEARD_S;
}

static void keep_standing(struct memory *m, size_t i, const struct judged *camera, uint64_t second)
{
    static _Thread_local struct remembered r;
    static _Thread_local char value[STANDING_VALUE_MAX];
    judge_remember(m->verdicts->judge, i, &r);
    size_t n = standing_value_write(&r, value, sizeof value);
    if (n > 0)
        memory_give(m, memory_standings, camera->name.id.s,
                    (struct bytes){ (const uint8_t *)value, n });
    memory_note(&m->kept[camera->place], camera, second);
}

/* Goes on where it stopped the last time, so that every camera has its turn. */
static void keep_standings(struct memory *m, uint64_t second, size_t most)
{
    size_t n = judge_cameras(m->verdicts->judge);
    forget_ceased(m, n);
    for (size_t k = 0; k < n && most > 0; k++) {
        size_t i = (m->hand + k) % n;
        struct judged camera = judge_camera(m->verdicts->judge, i);
        if (!is_due(&m->kept[camera.place], &camera, second))
            continue;
        keep_standing(m, i, &camera, second);
        most--;
        m->next = i + 1;
    }
    m->hand = m->next;
}

void memory_keep_some(struct memory *m, uint64_t second)
{
    ledger_keep_some(m->verdicts->ledger);
    if (second % ROUND_S == 0)
        keep_standings(m, second, STANDINGS_A_ROUND);
}

void memory_keep_all(struct memory *m)
{
    ledger_keep_all(m->verdicts->ledger);
    keep_standings(m, UINT64_MAX / 2, SIZE_MAX);
}

/* ---- orders ---- */

void memory_keep_orders(struct memory *m)
{
    size_t n = judge_suppressions(m->verdicts->judge);
    for (size_t i = 0; i < n; i++) {
        struct operator_suppression x = judge_suppression(m->verdicts->judge, i);
        char value[ORDER_VALUE_MAX];
        struct sentence key;
        sentence_format(&key, "%s %s", x.camera.s, x.item->number);
        size_t length = order_value_write(&x, value);
        memory_give(m, memory_orders, key.s, (struct bytes){ (const uint8_t *)value, length });
    }
}
