/* `replay --report FILE`: the result as one HTML page that needs nothing else: no network, no
 * script to be read. The same captures give the same bytes for ever.
 *
 * How it works: each part of the page is a function of a file of its own, html_NAME.c, that writes
 * it. Style and script are sensor/html/report.css and .js, put into the program when it is built;
 * the page's own Content-Security-Policy names their hashes and allows nothing else. The script
 * only filters and sorts what is there. */
#pragma once

#include "core/error.h"
#include "sensor/table.h"
#include "sensor/timeline.h"

enum { VIOLATIONS_MAX = 1 << 14 };

struct html_report {
    FILE *out;
    const struct shown *shown;
    struct timeline *timeline;
    size_t cameras;
};

/* Whether the file could be written: said before an hour of reading, not after. */
bool html_report_try(const char *path, struct error *e);

/* Writes the page, whole or not at all; "-" is standard output. False: e says why not. */
bool html_report_write(const struct shown *shown, struct timeline *timeline, const char *path,
                       struct error *e);
