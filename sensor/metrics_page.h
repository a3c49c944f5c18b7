/* Text as Prometheus reads it, being written; and the parts of it that have a file of their own. */
#pragma once

#include "sensor/metrics.h"

enum { LABEL_MAX = 2 * PLACE_MAX };

struct page {
    char *out;
    size_t room;
    size_t n;
    bool cut; /* there was more than room for */
};

/* Adds all of it, or nothing and p->cut is set. */
void page_add(struct page *p, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A family's head; type: "gauge" or "counter". What counts ends in _total, by the format's own
 * custom: it is not in the name here, but in that of the samples. */
void page_head(struct page *p, const char *name, const char *type, const char *help);

/* A family of one sample. */
void page_total(struct page *p, const char *name, const char *help, uint64_t n);
void page_gauge(struct page *p, const char *name, const char *help, double value);

/* A label's value: a text of ours or of the command line, so any byte may be in it. */
void page_escape(const char *s, char out[static LABEL_MAX]);

/* ---- metrics_delivery.c ---- */

void metrics_put_sinks(struct page *p, const struct metrics *m);
void metrics_put_outbox(struct page *p, const struct metrics *m);
