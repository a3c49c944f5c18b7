/* Raises alerts as a sensor does, until the last of so many has arrived: raise STATE URL LAST RATE
 * (alerts a second). Killed and started again it goes on where it was. What it is for is in
 * chaos.py. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "alerts/post.h"
#include "core/clock.h"
#include "tests/support/alerting.h"

enum { TURN_MS = 10, DEADLINE_MS = 2000 };

static struct post *open_post(const char *state, const char *url)
{
    struct error e;
    struct post_settings s = { .style = { .host = "raiser", .compat = EVE_8 },
                               .outbox = { .folder = state },
                               .retry_min_ms = 20,
                               .retry_max_ms = 500 };
    struct post *p = post_new(&s, &e);
    if (p != NULL && post_add(p, &redis_sink, url, &e) && post_start(p, &e))
        return p;
    (void)fprintf(stderr, "%s\n", e.s);
    exit(1); /* NOLINT(concurrency-mt-unsafe): the end of it all */
}

static uint64_t waiting(struct post *p)
{
    struct post_status s[POST_SINKS_MAX];
    (void)post_status(p, s, POST_SINKS_MAX);
    return s[0].queued;
}

int main(int argc, char **argv)
{
    if (argc != 5)
        return 2;
    struct post *p = open_post(argv[1], argv[2]);
    uint64_t last = strtoull(argv[3], NULL, 10);
    uint64_t rate = strtoull(argv[4], NULL, 10);
    uint64_t next = outbox_last(post_outbox(p)) + 1;
    struct ruling r = ruling_at(&clear_item, VERDICT_FAIL, 0);
    struct alert a = alert_of(&r);
    uint64_t first = next;
    uint64_t begun = steady_ms();
    while (next <= last) {
        uint64_t due = first + (steady_ms() - begun) * rate / 1000;
        for (; next <= last && next <= due; next++) {
            a.sequence = next;
            post_hear(p, &a);
        }
        usleep(TURN_MS * 1000);
    }
    while (waiting(p) > 0)
        usleep(TURN_MS * 1000);
    return post_close(p, DEADLINE_MS) == 0 ? 0 : 1;
}
