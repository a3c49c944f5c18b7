/* syscalls(sensor): socket, sendmsg, getsockopt, setsockopt: sd_notify(). */
#include "sensor/service.h"

#include <inttypes.h>
#include <systemd/sd-daemon.h>

#include "core/clock.h"
#include "core/text.h"

/* A line break in a status would begin another message. */
static struct sentence one_line(const char *status)
{
    struct sentence s;
    sentence_format(&s, "%s", status);
    return s;
}

void service_ready(const char *status)
{
    (void)sd_notifyf(0, "READY=1\nSTATUS=%s", one_line(status).s);
}

void service_status(const char *status)
{
    (void)sd_notifyf(0, "STATUS=%s", one_line(status).s);
}

/* From version 253 on the manager wants to know which reload it is; older ones do not mind. */
void service_reloading(void)
{
    uint64_t us = steady_ns() / 1000;
    (void)sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%" PRIu64, us);
}

void service_reloaded(void)
{
    (void)sd_notify(0, "READY=1");
}

void service_stopping(void)
{
    (void)sd_notify(0, "STOPPING=1");
}

uint32_t service_watchdog_ms(void)
{
    uint64_t us = 0;
    if (sd_watchdog_enabled(0, &us) <= 0)
        return 0;
    uint64_t half_ms = us / 2000;
    if (half_ms == 0)
        return 1;
    return half_ms < UINT32_MAX ? (uint32_t)half_ms : UINT32_MAX;
}

void service_alive(void)
{
    (void)sd_notify(0, "WATCHDOG=1");
}
