/* What one worker listens to: a live source for each interface, and their frames in the order of
 * time. A tap sends each direction to a port of its own, and a request must be seen before its
 * answer.
 *
 * How it works: one interface alone passes its frames on as they are. Of several, each hands a
 * batch over, and the earliest frame of all is next. Where one interface has none, a frame that
 * came in there earlier might still be on its way, as long as its late_ms() says; so the others'
 * frames wait until it was asked, and had none, that long after
 *   - the frame's time, by the wall clock, or
 *   - the frame was taken from its source, by the clock that is never set.
 * The former is sooner; the latter holds whatever becomes of the wall clock, so no frame ever waits
 * longer than late_ms(), which is twice retire_ms: 120 ms. A ring must have room for that. */
#pragma once

#include "capture/live.h"

struct lanes;

/* For so many interfaces at most. NULL: no memory. */
struct lanes *lanes_new(size_t max);
void lanes_close(struct lanes *l);

/* Listens at another interface; before the first lanes_next(). Settings are used until it returns,
 * but for the shunt. False: e says why, beginning with the interface's name; there is one less. */
bool lanes_add(struct lanes *l, const struct live_source *source,
               const struct live_settings *settings, struct error *e);
size_t lanes_number(const struct lanes *l);

/* Where one process has opened them, and reads them, or another that died did: as for
 * live_source.taken(), .tend() and .resume(), at all of them. */
uint64_t lanes_taken(const struct lanes *l);
void lanes_tend(struct lanes *l);
void lanes_resume(struct lanes *l);
/* The i-th was broken already. */
void lanes_break(struct lanes *l, size_t i, const char *why);

/* As live_source.next(); frame_no counts the frames of all. 0 may come before timeout_ms.
 * SOURCE_BROKEN: all sources are, and e says why the last one is. After lanes_stop(), SOURCE_END:
 * everything was handed out. */
int lanes_next(struct lanes *l, struct frame *batch, int max, int timeout_ms, struct error *e);

/* Hears nothing any more, at no interface. What came before is handed out by lanes_next(), within
 * half a second unless it is a lot; then SOURCE_END. */
void lanes_stop(struct lanes *l);

/* Of the i-th interface that was added. From the thread that calls lanes_next(). */
void lanes_counts(struct lanes *l, size_t i, struct live_counts *counts);
/* Why nothing comes from there any more, beginning with its name; NULL: it is well. The others go
 * on. */
const char *lanes_broken(const struct lanes *l, size_t i);

/* How long after its time a frame may come out of lanes_next(), at the most. */
uint64_t lanes_late_ns(const struct lanes *l);

/* As live_source.shunt(), at every interface; each shunt is told once. False: none takes it. */
bool lanes_shunt(struct lanes *l, const struct media_flow *flow);
