/* What the service manager is told: sd_notify(3). Nothing happens, and nothing fails, where no
 * manager listens (NOTIFY_SOCKET is not set). A status is one sentence; what follows the 191st
 * character is cut. */
#pragma once

#include <stdint.h>

void service_ready(const char *status);
void service_status(const char *status);

/* A reload begins, and is over: the new settings are in force, or the old ones have been kept. */
void service_reloading(void);
void service_reloaded(void);

void service_stopping(void);

/* How often service_alive() is to be called at least, in ms: half of what the manager waits until
 * it takes us for dead; 0: it does not wait for it. */
uint32_t service_watchdog_ms(void);
void service_alive(void);
