/* What the sensor says of itself, in the form of the guide's items, so that it goes the way of all
 * alerts. signature_id 7290001 and up are for these. */
#pragma once

#include "core/guide.h"

/* 7290001: packets were lost on the way to the judge. */
extern const struct guide_item capture_loss_item;

/* 7290002: alerts were shed: not every sink gets them. */
extern const struct guide_item alerts_shed_item;

/* 7290003: a worker of the sensor's fell, or stood still. */
extern const struct guide_item worker_fell_item;

/* 7290004: hosts or cameras were left out: there was no room for them. */
extern const struct guide_item book_full_item;

/* 7290005: the disk takes nothing of what is to be kept. */
extern const struct guide_item state_not_kept_item;

/* By its number, "capture"; NULL: there is none. */
const struct guide_item *sensor_item_find(const char *number);

/* A ruling on a sensor: its evidence is the sensor's own counting, no packet. The caller sets
 * verdict, before and reason (sensor_rule()), and why. item: one of the above; sensor: its name. */
struct ruling sensor_ruling(const struct guide_item *item, const char *sensor, uint64_t time_ns);

/* Whether it is such a one: there is no camera and no conversation in it. */
bool is_of_sensor(const struct ruling *r);

/* It happened so many times, for that reason, a constant; 0: it is over. open: it was told before
 * that it happens. */
void sensor_rule(struct ruling *r, const char *reason, uint64_t times, bool open);
