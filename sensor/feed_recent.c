#include "sensor/feed_recent.h"

#include <stdlib.h>

static void split(const struct stream_id *id, uint64_t *time, uint64_t *number)
{
    char *dash = NULL;
    *time = strtoull(id->s, &dash, 10);
    *number = dash[0] == '-' ? strtoull(dash + 1, NULL, 10) : 0;
}

void feed_recent_add(struct feed_recent *r, const struct stream_id *id, size_t n)
{
    for (size_t i = 0; i < n; i++, r->n++)
        split(&id[i], &r->time[r->n % FEED_RECENT_MAX], &r->number[r->n % FEED_RECENT_MAX]);
}

bool feed_recent_has(const struct feed_recent *r, const struct stream_id *id)
{
    uint64_t time = 0;
    uint64_t number = 0;
    split(id, &time, &number);
    for (size_t i = 0; i < r->n && i < FEED_RECENT_MAX; i++)
        if (r->number[i] == number && r->time[i] == time)
            return true;
    return false;
}
