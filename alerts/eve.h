/* An alert as one line of EVE JSON, as Suricata writes it, so that what reads Suricata's alerts
 * reads ours. README.md of this folder says what stands in which field. */
#pragma once

#include "alerts/alert.h"

enum { EVE_LINE_MAX = 16384 };

enum eve_compat {
    EVE_8, /* Suricata 8 and later */
    EVE_7, /* without ip_v and alert.context: what these say that a reader needs is metadata */
};

struct eve_style {
    const char *host; /* the sensor's name; NULL or empty: none */
    enum eve_compat compat;
    const char *interface; /* that it is live on; several with commas between. NULL: a capture */
};

/* Writes one line of ASCII without a line feed or a final zero; how long it is. 0: it would have
 * been longer than room; EVE_LINE_MAX is room for every alert whose item's texts are not. */
size_t eve_write(const struct alert *a, const struct eve_style *style, char *out, size_t room);

/* What the line says: 1 (worst) to 4; 4 when it is over. */
unsigned eve_severity(const struct alert *a);
