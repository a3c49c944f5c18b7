/* What a fact teaches about a host that has a part in it: its make and model, and whether it is a
 * camera. protocols.md B and C. */
#pragma once

#include "rules/camera.h"
#include "rules/rule.h"

/* Which kinds of fact teach something, by part. */
extern const uint32_t learn_listens[PARTS];

/* Whether this one does, though of its kind most do not: a recorder shows itself by what it plays.
 */
bool learn_wants(const struct observation *o, enum part part);

/* Updates the host at that place; proves it (book_prove) if this fact is what was missing, and
 * takes the proof back from what shows itself a recorder. */
void learn(struct camera_book *b, uint32_t place, const struct weighing *w);

/* The policy is another: makes the host a camera at once if that lists it, or if it is no longer
 * named as a server and has shown what it is; takes the proof back if it is named as a server, or
 * was only ever listed. */
void learn_policy(struct camera_book *b, uint32_t place, const struct policy *policy);
