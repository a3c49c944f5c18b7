/* Facts that show a camera's clock, and how guide item 2.7 stands. */
#pragma once

#include "tests/support/judging.h"
#include "tests/support/policies.h"

static const double minute = 60, hour = 3600;
enum { MINUTE_MS = 60000, HOUR_MS = 3600000 };

/* The camera asks the host 192.0.2.`server`, without a time of its own, as careful clients do; or
 * the host 50, and its own clock is so much ahead of ours. */
struct observation ntp_query(unsigned server);
struct observation ntp_query_telling(int32_t off_ms);

/* Likewise, what is answered. */
struct observation ntp_answer(unsigned server, uint8_t stratum, uint8_t leap);
struct observation ntp_answer_telling(int32_t off_ms);

/* The camera's clock, and the setting, as it tells them. */
struct observation clock_shown(const char *source, int32_t ahead_ms, uint32_t coarse_ms);
struct observation date_time_type(const char *type);

/* The fact so many times, once in five minutes. */
void show_often(struct court *c, struct observation o, int times);

void expect_date_time(struct court *c, enum verdict v);
