/* Conversations by age. Private to this folder.
 *
 * How it works: TCP and UDP have a list each, as their patience differs, and all of which one end
 * alone was heard stand in a third one as well. Age counts in whole seconds, so that a busy flow is
 * moved only with its first packet in each. */
#pragma once

#include "flow/flows.h"

/* At the young end. */
void ages_add(struct flows *fs, struct flow *f);
void ages_remove(struct flows *fs, struct flow *f);

/* A packet of it has come. */
void ages_touch(struct flows *fs, struct flow *f);

/* The longest silent; NULL: there is none. */
struct flow *ages_oldest(const struct flows *fs);

/* Who gives way in a full table. A flood of what nobody answers drives out itself. */
struct flow *ages_give_way(const struct flows *fs);

/* Who has been silent for longer than the limit, the oldest first; NULL: nobody. */
struct flow *ages_silent(const struct flows *fs);
