#include "rules/suppressions.h"

#include <stdlib.h>

struct suppressions {
    size_t n; /* how many places were ever taken */
    struct operator_suppression at[SUPPRESSIONS_MAX];
};

struct suppressions *suppressions_new(void)
{
    return calloc(1, sizeof(struct suppressions));
}

void suppressions_free(struct suppressions *s)
{
    free(s);
}

static bool is_same(const struct operator_suppression *a, const struct operator_suppression *b)
{
    return a->item == b->item && a->sign == b->sign && strcmp(a->camera.s, b->camera.s) == 0;
}

/* Its own place, else that of the one that ended longest ago, else a fresh one; NULL: none. */
static struct operator_suppression *
find_place(struct suppressions *s, const struct operator_suppression *x, uint64_t now_ns)
{
    struct operator_suppression *room = NULL;
    for (struct operator_suppression *at = s->at; at < s->at + s->n; at++) {
        if (is_same(at, x))
            return at;
        bool ended = at->until_ns <= now_ns;
        if (ended && (room == NULL || at->until_ns < room->until_ns))
            room = at;
    }
    if (room == NULL && s->n < SUPPRESSIONS_MAX)
        room = &s->at[s->n++];
    return room;
}

static bool lifts(const struct suppressions *s, const struct operator_suppression *x,
                  uint64_t now_ns)
{
    for (size_t i = 0; i < s->n; i++)
        if (is_same(&s->at[i], x) && s->at[i].until_ns > now_ns)
            return true;
    return false;
}

bool suppressions_add(struct suppressions *s, const struct operator_suppression *x, uint64_t now_ns,
                      struct error *e)
{
    if (x->until_ns <= now_ns && !lifts(s, x, now_ns))
        return fail(e, "a suppression of %s for %s would be over already, and there is none to end",
                    x->item->number, x->camera.s);
    struct operator_suppression *at = find_place(s, x, now_ns);
    if (at == NULL)
        return fail(e, "there are %d suppressions already, and all of them hold", SUPPRESSIONS_MAX);
    *at = *x;
    return true;
}

static bool is_meant(const struct operator_suppression *x, const struct camera_name *c)
{
    if (x->sign == SIGN_ALL)
        return true;
    if (x->sign == SIGN_MAC)
        return mac_equal(&x->mac, &c->mac);
    if (x->sign == SIGN_IP)
        return ip_equal(&x->ip, &c->ip);
    return strcmp(x->camera.s, c->id.s) == 0;
}

bool suppressions_hold(const struct suppressions *s, const struct camera_name *camera,
                       const struct guide_item *item, uint64_t time_ns)
{
    for (const struct operator_suppression *x = s->at; x < s->at + s->n; x++)
        if (x->item == item && time_ns < x->until_ns && is_meant(x, camera))
            return true;
    return false;
}

size_t suppressions_n(const struct suppressions *s, uint64_t time_ns)
{
    size_t n = 0;
    for (size_t i = 0; i < s->n; i++)
        n += time_ns < s->at[i].until_ns;
    return n;
}

struct operator_suppression suppressions_at(const struct suppressions *s, size_t i,
                                            uint64_t time_ns)
{
    const struct operator_suppression *x = s->at;
    for (; x < s->at + s->n; x++)
        if (time_ns < x->until_ns && i-- == 0)
            return *x;
    return (struct operator_suppression){ .sign = SIGN_ID };
}

void suppressions_narrow(const struct suppressions *s, uint64_t time_ns, struct period *period)
{
    for (size_t i = 0; i < s->n; i++)
        period_narrow(period, time_ns, s->at[i].until_ns);
}
