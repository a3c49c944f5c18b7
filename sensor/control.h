/* The sensor's side of `camwarden ctl`: requests and answers over a Unix socket, one JSON object a
 * line each way, served from the poll loop of the main thread and never blocking it.
 *
 * How it works: 8 places for clients, each with room for one request of 4 KiB and for the answer
 * under way. What is read is answered in order, one request of each client a turn. While an answer
 * is not written out nothing more of that client is read, so one that does not read holds up only
 * itself. When all places are taken, whoever has asked nothing and taken nothing of its answer for
 * 30 s gives way to a new client; until then that one waits in the kernel's queue. */
#pragma once

#include <jansson.h>
#include <poll.h>

#include "sensor/control_socket.h"

enum { CONTROL_POLLS = 9 }; /* the most that control_polls() wants */

/* Where the sensor listens if it is told nothing else. */
extern const char control_default_path[];

struct control_settings {
    const char *path;
    uid_t uid;       /* who may ask, besides root */
    gid_t gid;       /* and whose members */
    int patience_ms; /* how long a quiet client keeps its place when all are taken; 0: 30 s */
};

/* Answers a request, which is always an object and stays the caller's: a new object, never NULL.
 * {"ok":true} is added to it, or {"ok":false} if it has an "error". */
struct control_answerer {
    json_t *(*answer)(void *self, const json_t *request);
    void *self;
};

struct control;

/* As control_socket_open(); NULL: e says why. */
struct control *control_open(const struct control_settings *s, struct control_answerer a,
                             struct error *e);

/* What to poll for now; how many of p were filled. Ask before every poll. A full house is looked at
 * again only when the loop comes by: it should at least once a second. */
int control_polls(const struct control *c, struct pollfd *p, int max);

/* After the poll, with what came back in p. What is not control's, or not ready, is passed over. */
void control_serve(struct control *c, const struct pollfd *p, int n);

/* Ends all conversations, finished or not. For the file see control_socket_close(). */
void control_close(struct control *c);
