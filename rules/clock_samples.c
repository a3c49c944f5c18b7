#include "rules/clock_samples.h"

static const uint64_t apart_ns = 90000000000, over_ns = 600000000000;

enum { ENOUGH = 3 };

/* ---- one telling ---- */

static int64_t distance(int64_t a, int64_t b)
{
    return a > b ? a - b : b - a;
}

/* No zone is further from UTC than 14 hours. */
static int64_t without_zone(int64_t off_ms, int64_t coarse_ms)
{
    const int64_t quarter_ms = INT64_C(15) * 60 * 1000;
    if (distance(off_ms, 0) > 56 * quarter_ms + coarse_ms)
        return off_ms;
    int64_t half_ms = off_ms >= 0 ? quarter_ms / 2 : -quarter_ms / 2;
    int64_t rest_ms = off_ms - (off_ms + half_ms) / quarter_ms * quarter_ms;
    return distance(rest_ms, 0) <= CLOCK_LIMIT_MS + coarse_ms ? rest_ms : off_ms;
}

static int64_t without_steps(int64_t off_ms, int64_t coarse_ms)
{
    if (distance(off_ms, 0) <= coarse_ms)
        return 0;
    return off_ms > 0 ? off_ms - coarse_ms : off_ms + coarse_ms;
}

bool clock_told(const struct observation *o, int32_t *off_ms)
{
    if (o->kind == OBS_TIME_SYNC) {
        *off_ms = o->time_sync.clock_off_ms;
        return o->time_sync.has_clock;
    }
    int64_t ahead_ms = o->clock.ahead_ms, coarse_ms = o->clock.coarse_ms;
    bool at_end = ahead_ms == INT32_MIN || ahead_ms == INT32_MAX;
    if (at_end && strcmp(o->clock.source, "rtcp") == 0)
        return false; /* RFC 3550 section 4: it may count from the start */
    *off_ms = (int32_t)without_steps(without_zone(ahead_ms, coarse_ms), coarse_ms);
    return true;
}

const char *clock_distance_text(int32_t off_ms, struct text *out)
{
    enum { MINUTE = 60, HOUR = 3600, DAY = 86400, LAST_DAYS = 24 };
    long long s = distance(off_ms, 0) / 1000;
    if (s / DAY >= LAST_DAYS)
        text_format(out, "%d days or more", LAST_DAYS);
    else if (s >= DAY)
        text_format(out, "%lld d %lld h", s / DAY, s / HOUR % 24);
    else if (s >= HOUR)
        text_format(out, "%lld h %lld min", s / HOUR, s / MINUTE % 60);
    else
        text_format(out, "%lld min %lld s", s / MINUTE, s % MINUTE);
    return out->s;
}

/* ---- several ---- */

static uint64_t newest_ns(const struct clock_samples *s)
{
    return s->wrong[(s->next + CLOCK_SAMPLES_MAX - 1) % CLOCK_SAMPLES_MAX].time_ns;
}

bool clock_samples_add(struct clock_samples *s, uint64_t time_ns, int32_t wrong_by_ms)
{
    if (s->n > 0 && time_ns < newest_ns(s) + apart_ns)
        return false;
    s->wrong[s->next] = (struct clock_sample){ time_ns, wrong_by_ms };
    s->next = (uint8_t)((s->next + 1) % CLOCK_SAMPLES_MAX);
    if (s->n < CLOCK_SAMPLES_MAX)
        s->n++;
    return true;
}

static int32_t median_of(const struct clock_samples *s)
{
    int32_t sorted[CLOCK_SAMPLES_MAX];
    for (size_t i = 0; i < s->n; i++) {
        size_t at = i;
        for (; at > 0 && sorted[at - 1] > s->wrong[i].off_ms; at--)
            sorted[at] = sorted[at - 1];
        sorted[at] = s->wrong[i].off_ms;
    }
    return sorted[s->n / 2];
}

bool clock_samples_speak(const struct clock_samples *s, int32_t *median_ms)
{
    if (s->n < ENOUGH)
        return false;
    *median_ms = median_of(s);
    uint64_t first_ns = UINT64_MAX, last_ns = 0;
    size_t near = 0;
    for (size_t i = 0; i < s->n; i++) {
        const struct clock_sample *x = &s->wrong[i];
        if (!clock_is_near((int64_t)x->off_ms - *median_ms))
            continue;
        near++;
        first_ns = x->time_ns < first_ns ? x->time_ns : first_ns;
        last_ns = x->time_ns > last_ns ? x->time_ns : last_ns;
    }
    return near >= ENOUGH && 2 * near > s->n && last_ns - first_ns >= over_ns;
}
