/* The operator's side of the control socket: a request sent, its answer awaited. */
#pragma once

#include <jansson.h>

#include "core/error.h"

struct ctl_link {
    int fd;
    int timeout_ms; /* for connecting, and for each answer */
    const char *path;
};

/* False: e says why, in a sentence for the operator; nothing is open. The path is borrowed. */
bool ctl_link_open(struct ctl_link *l, const char *path, int timeout_ms, struct error *e);
void ctl_link_close(struct ctl_link *l);

/* The answer, a new object of the caller's; NULL: none came, or none that can be read, and e says
 * so. One of more than 64 MiB is refused. Consumes the request, which must have been made. */
json_t *ctl_link_ask(const struct ctl_link *l, json_t *request, struct error *e);
