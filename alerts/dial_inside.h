/* What dial.c (a connection) and dial_reach.c (how there comes to be one) share. */
#pragma once

#include "alerts/dial.h"

/* Always false; e says what that errno means. */
bool dial_because(struct error *e, int why);

/* Until fd, or the connection, is ready for these events of poll(). false: errno says why not. */
bool dial_wait_on(const struct dial *d, int fd, short events, uint64_t until_ms);
bool dial_wait_for(const struct dial *d, short events, uint64_t until_ms);

/* Whether a step of TLS can go on when the connection is ready; until it is. */
bool dial_wants(enum tls_step step);
bool dial_wait_for_step(const struct dial *d, enum tls_step step, uint64_t until_ms);
