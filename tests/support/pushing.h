/* Delivering to a real Redis as a sink does: lines that are their numbers, under one sender's name,
 * to the key camwarden:alerts unless the URL's parameters say another. One sink and one server at a
 * time. */
#pragma once

#include "alerts/sink.h"
#include "tests/support/redis_server.h"

enum { PUSHED_MAX = 1200 };

extern struct redis_server pushed_server;
extern void *pushed_sink; /* the one that is open */
extern const char pushed_sender[];
extern const char pushed_cursor[]; /* its key */

/* Starts the server with options (redis_server.h), and opens a sink with parameters of its URL. */
void pushed_start_with(const char **options, const char *parameters);
void pushed_start(const char *parameters);
void pushed_end(void);

/* Lines first, first + 1, ... of an epoch, each of which is its number; valid until the next call.
 */
struct batch pushed_batch(uint64_t epoch, uint64_t first, size_t n);
/* Arrives. */
void pushed(uint64_t epoch, uint64_t first, size_t n);

void pushed_list_is(const char *expected);
void pushed_cursor_is(const char *expected);
struct sink_figures pushed_figures(void);
