/* What the nursery does in its process; for nursery.c. */
#pragma once

#include "sensor/nursery.h"

/* Never returns. words: to be written to; orders: a byte comes when the workers are to be started,
 * and the end when all is to end. */
_Noreturn void nursery_live(const struct nursery_settings *settings, int words, int orders);
