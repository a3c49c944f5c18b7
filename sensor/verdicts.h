/* From facts to alerts: policy, judge and ledger put together. The same for a capture and for a
 * live sensor. */
#pragma once

#include "alerts/ledger.h"
#include "alerts/posture.h"
#include "rules/judge.h"
#include "sensor/common_options.h"

enum { ROWS_MAX = 64 };

struct verdicts {
    struct policy *policy;
    bool live;        /* frames have no number that a reader could use */
    enum level level; /* of protection: items above it are left out */
    struct judge *judge;
    struct ledger *ledger;
};

/* First: reads the policy and settles the level. False: e says what is wrong with the policy. What
 * was set up is released by verdicts_close(), here and below. */
bool verdicts_read_policy(struct verdicts *v, const struct common_options *o, struct error *e);

/* Second: takes all memory; alerts go to `to`. False: there is not that much, e says so. */
bool verdicts_open(struct verdicts *v, struct counters *counters, struct alert_listener to,
                   struct error *e);
void verdicts_close(struct verdicts *v);

/* Time has passed, of packets: what is suppressed no longer is told. After judge_reflect(), or
 * judge_end(). */
void verdicts_reflect(const struct verdicts *v, uint64_t time_ns);

/* A row as it is told; frames: of a capture, whose frames have numbers that a reader can use. */
struct posture_row verdicts_row(const struct standing *s, bool frames);

/* A camera's rows of the guide, one an item, those above the level too; at most `max`. How many. */
size_t verdicts_rows(const struct verdicts *v, size_t camera, struct posture_row *rows, size_t max);

/* The posture of a camera; it points to both, and holds as long as the rows do: until the judge
 * sees more. */
struct posture verdicts_posture(const struct judged *camera, const struct posture_row *rows,
                                size_t n);
