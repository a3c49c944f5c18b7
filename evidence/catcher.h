/* Keeps the last frames of what is listened to, so that when something is learnt of a conversation
 * the frames that showed it are still there: a message may have come in several. Beside the
 * dissectors, one a worker: what it hands on is masked, what it holds is not, and stays in memory
 * that is in no core dump. */
#pragma once

#include "evidence/kept_frame.h"

struct catcher;

/* Who is handed the frames, in the order in which they came; each once. */
struct frame_taker {
    void (*take)(void *self, const struct kept_frame *k);
    void *self;
};

/* All memory is taken now. NULL: there is not that much. */
struct catcher *catcher_new(struct frame_taker to);
void catcher_free(struct catcher *c); /* c may be NULL */

/* What is listened to now; both must stay as they are until catcher_done(). */
void catcher_begin(struct catcher *c, const struct frame *f, const struct packet *p);

/* Something was learnt, of this conversation or of one that ended: its frames are handed on that
 * were not before, this one the last. */
void catcher_fact(struct catcher *c, const struct observation *o);

void catcher_done(struct catcher *c);
