/* A stream of alerts read by one consumer of a group (Redis: XREADGROUP). What is given to us is
 * ours until we acknowledge it, and is given again after whatever broke in between; what another
 * consumer has left can be claimed. */
#pragma once

#include "alerts/redis.h"

enum { STREAM_ID_MAX = 42, STREAM_PAGE_MAX = 128 };

/* "1526919030474-55": two numbers of 64 bits. */
struct stream_id {
    char s[STREAM_ID_MAX];
};

/* Who reads what; all of it must outlive its use. */
struct stream_reader {
    struct redis *redis;
    const char *key;
    const char *group;
    const char *consumer;
};

struct stream_entry {
    struct stream_id id;
    bool gone;         /* trimmed since it was given to us */
    struct bytes line; /* its field `eve`; p NULL: it has none */
};

/* Some entries in their order, and what their lines point into. */
struct stream_page {
    size_t n;
    struct redis_answer *answer;
    struct stream_entry entry[STREAM_PAGE_MAX];
};

/* Makes the group, and the stream, unless they are there. from: "0", or "$" for what comes later.
 * false: Redis refused or is lost, and why; so it is below. */
bool stream_join(const struct stream_reader *s, const char *from, struct error *e);

/* The first entries that are ours and not acknowledged, at most `most` (1 to STREAM_PAGE_MAX). The
 * page is to be released with stream_page_free(), unless it is false. */
bool stream_ours(const struct stream_reader *s, size_t most, struct stream_page *page,
                 struct error *e);

/* Entries that nobody was given; waits for one for at most wait_ms (0: not at all). A page without
 * entries: there are none. */
bool stream_news(const struct stream_reader *s, size_t most, unsigned wait_ms,
                 struct stream_page *page, struct error *e);

void stream_page_free(struct stream_page *page);

/* One look for what others have left. */
struct stream_claim {
    struct stream_id next; /* where the next look begins; "0-0": all was seen */
    size_t taken;          /* how many have become ours */
    size_t gone;           /* how many were trimmed, and are nobody's now */
};

/* Makes ours what was given to anybody idle_ms ago or earlier and not acknowledged; looks from
 * claim->next on. */
bool stream_claim(const struct stream_reader *s, uint64_t idle_ms, struct stream_claim *claim,
                  struct error *e);

/* Nobody will be given these again. n: at most STREAM_PAGE_MAX; 0: does nothing. */
bool stream_acknowledge(const struct stream_reader *s, const struct stream_id *id, size_t n,
                        struct error *e);
