/* Serves /metrics, /healthz and /readyz over HTTP to this machine, from a thread of its own.
 *
 * How it works: the main thread hands a snapshot over once a second; the thread only reads that. At
 * most 8 connections, each closed after 10 s of silence, GET and HEAD alone. */
#pragma once

#include <sys/types.h>

#include "sensor/metrics.h"
#include "sensor/metrics_place.h"

struct metrics_http;

/* Listens, with the rights of now; a Unix socket is given to uid and gid (control_socket.h).
 * Nothing is answered yet. NULL: e says why. */
struct metrics_http *metrics_http_open(const struct metrics_place *place, uid_t uid, gid_t gid,
                                       struct error *e);

/* Starts the thread; after the first metrics_http_note(), and after privileges were dropped. */
bool metrics_http_start(struct metrics_http *h, struct error *e);

/* The snapshot of now; copied. To be called once a second: the sensor is healthy while the last one
 * is younger than 10 s. */
void metrics_http_note(struct metrics_http *h, const struct metrics *m);

/* Ends all conversations; h may be NULL. */
void metrics_http_close(struct metrics_http *h);
