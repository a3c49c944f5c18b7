/* The machine's clocks: for waiting, and for what the sensor tells of itself. No verdict knows
 * them: there the time is the packet's. */
#pragma once

#include <stdint.h>

/* Since some moment; never set, never backwards. */
uint64_t steady_ns(void);
uint64_t steady_ms(void);

/* Since 1970, as the operator has set it. */
uint64_t real_ns(void);
