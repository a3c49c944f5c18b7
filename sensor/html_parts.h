/* The parts of the page, in the order in which they stand on it. Where no camera was seen there are
 * only the summary and the guide. */
#pragma once

#include "sensor/html.h"
#include "sensor/html_report.h"
#include "sensor/report_camera.h"

void html_summary(const struct html_report *r);
void html_matrix(const struct html_report *r);
void html_timeline(const struct html_report *r);
void html_cameras(const struct html_report *r);
void html_unknowns(const struct html_report *r);
void html_guide(const struct html_report *r);

/* What the parts share. */

/* How a verdict looks: the word in the matrix, the word elsewhere, its class in the style. */
struct html_verdict {
    const char *brief;
    const char *word;
    const char *kind;
};

struct html_verdict html_verdict(enum verdict v, bool suppressed);

/* One row of the guide on a camera's page: what was seen, the evidence, the remedy. */
void html_evidence(const struct html_report *r, size_t camera, const struct standing *s);
