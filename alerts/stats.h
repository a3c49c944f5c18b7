/* The sensor's figures as an EVE stats event, as Suricata writes one every so many seconds: totals
 * since the start. README.md of this folder says what stands where. */
#pragma once

#include "alerts/eve.h"
#include "alerts/figures.h"

enum { STATS_LINE_MAX = 8192 };

/* Writes one line of ASCII without a line feed or a final zero; how long it is. 0: it would have
 * been longer than room; STATS_LINE_MAX is room for all. */
size_t stats_write(const struct sensor_figures *f, const struct eve_style *style, char *out,
                   size_t room);
