/* A post (alerts/post.h) with a file, and with a Redis on a port of the loopback, in a folder of
 * the test's own. */
#pragma once

#include "alerts/post.h"
#include "tests/support/redis_server.h"

enum { PATIENCE = 2000, TICK_US = 10000 }; /* 20 seconds */

/* For a suite's .init and .fini. */
void posting_begin(void);
void posting_end(void);

/* A file in the folder: "eve.json". */
const char *posting_file(void);

/* Starts Redis; skips the test if it is not installed. What it was told it keeps when it is killed:
 * it writes before it answers. */
struct redis_server *posting_redis(void);
/* Tells it something, and asks it for something that has that text in it (a number is "(1)"). */
void posting_command(const char *words);
void posting_expect(const char *words, const char *value);
/* Each alert that was told is in its list; how many are there more than once. */
size_t posting_repeated(void);
/* Where it is; user "" or "USER@". */
const char *posting_url(const char *user);

/* Tried again after 10 to 200 ms; for lines and postures there are so many bytes (0: as usual). */
struct post *posting_new(size_t queue_bytes);
/* Tried again after an hour. */
struct post *posting_patient(void);
void posting_add(struct post *p, const struct sink *sink, const char *where);
void posting_start(struct post *p);

/* The next n alerts, numbered from 1 on; how many there were by now. */
void posting_hear(struct post *p, size_t n);
uint64_t posting_told(void);

struct post_status posting_status(struct post *p, size_t sink);
/* Whether it comes to that in time. */
bool posting_delivers(struct post *p, size_t sink, uint64_t n);
bool posting_becomes(struct post *p, size_t sink, bool up);
/* When it was tried for the first time. */
struct post_status posting_tried(struct post *p, size_t sink);

size_t posting_lines_of(const char *file);
double posting_seconds(void);
