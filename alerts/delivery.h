/* Carries alerts of a replay from the ledger to the sinks: writes each as a line, puts it into the
 * outbox, and brings each sink what it has not got yet, waiting for each. The first sink that fails
 * ends the delivery: what comes after is not taken. */
#pragma once

#include "alerts/eve.h"
#include "alerts/outbox.h"
#include "alerts/posture.h"
#include "alerts/sink.h"

struct delivery;

/* Opens the outbox. NULL: e says why. The host of the style is not copied. */
struct delivery *delivery_new(struct eve_style style, const struct outbox_settings *s,
                              struct error *e);

/* Its outbox, for what else is kept there. */
struct outbox *delivery_outbox(struct delivery *d);

/* After all sinks were added. */
bool delivery_start(struct delivery *d, struct error *e);

/* Adds an opened sink, which delivery_close() will close. false: there are too many (6). */
bool delivery_add(struct delivery *d, const struct sink *sink, void *opened);

/* Takes an alert; self is the delivery, so that this fits a struct alert_listener. */
void delivery_hear(void *self, const struct alert *a);

/* How its lines are written. */
struct eve_style delivery_style(const struct delivery *d);

/* Hands a line that is no alert and has no number to the sinks that take such, after all that came
 * before: files. */
void delivery_remark(struct delivery *d, struct bytes line);

/* Hands a camera's posture to the sinks that keep it. */
void delivery_posture(struct delivery *d, const struct posture *p);

/* Hands the sensor's heartbeat (beat.h) to the sinks that keep it, after all that came before. */
void delivery_beat(struct delivery *d, struct bytes json);

/* Whether a sink has failed, and why; e may be NULL. */
bool delivery_failed(const struct delivery *d, struct error *e);

/* Delivers what is left, closes the sinks and releases d. false: not everything arrived, and why
 * (the first failure). */
bool delivery_close(struct delivery *d, struct error *e);
