/* Evasion as EVE anomaly events, as Suricata writes them: who played which trick on whom. Of a pair
 * of hosts and a trick one a minute at most, of all 256; the counter `tricks` has every one. */
#pragma once

#include "alerts/eve.h"

enum { ANOMALY_LINE_MAX = 4096, ANOMALIES_A_MINUTE = 256 };

/* What was told in the last minute. All zero: nothing yet. */
struct anomalies {
    struct told_anomaly {
        struct ip host[2]; /* the lower one first */
        enum trick trick;  /* TRICK_NONE: not in use */
        uint64_t time_ns;
    } told[ANOMALIES_A_MINUTE];
};

/* Whether it is to be told; o is an OBS_ANOMALY. */
bool anomaly_is_news(struct anomalies *a, const struct observation *o);

/* Writes one line of ASCII without a line feed or a final zero; how long it is. 0: it would have
 * been longer than room; ANOMALY_LINE_MAX is room for all. */
size_t anomaly_write(const struct observation *o, const struct eve_style *style, char *out,
                     size_t room);
