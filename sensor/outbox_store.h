/* The outbox as the store of what the sensor remembers. */
#pragma once

#include "sensor/memory.h"

struct store outbox_store(struct outbox *o);

/* Makes the memory of a run and takes back what the runs before have left; what must be taken back
 * by now is told at once, so whoever hears the alerts is there. Only of an outbox with a folder,
 * and after outbox_open(). false: no memory. */
bool outbox_remember(struct memory **m, struct outbox *o, struct verdicts *v, struct error *e);
