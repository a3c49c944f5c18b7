#include "rules/announcing.h"

#include <stddef.h>

#include "rules/moment.h"

enum {
    SILENCE_S = 30, /* six announcements missing: it may have restarted */
    LAST_MINUTE_S = 60,
};

void announcing_note(struct announcing *a, uint64_t now_ns)
{
    if (a->since_ns == 0 || apart(a->last_ns[0], now_ns, SILENCE_S))
        *a = (struct announcing){ .since_ns = now_ns };
    a->last_ns[2] = a->last_ns[1];
    a->last_ns[1] = a->last_ns[0];
    a->last_ns[0] = now_ns;
}

bool announcing_goes_on(const struct announcing *a)
{
    return a->last_ns[2] != 0 && seconds_between(a->last_ns[2], a->last_ns[0]) <= LAST_MINUTE_S;
}

uint64_t announcing_seconds(const struct announcing *a)
{
    return seconds_between(a->since_ns, a->last_ns[0]);
}

void announcing_move(struct announcing *a, int64_t by_ns)
{
    move_time(&a->since_ns, by_ns);
    for (size_t i = 0; i < sizeof a->last_ns / sizeof a->last_ns[0]; i++)
        move_time(&a->last_ns[i], by_ns);
}
