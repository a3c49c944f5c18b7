#include "sensor/metrics_place.h"

#include <string.h>

#include "sensor/common_options.h"

/* What follows the beginning; NULL: the text begins otherwise. */
static const char *after(const char *text, const char *beginning)
{
    size_t n = strlen(beginning);
    return strncmp(text, beginning, n) == 0 ? text + n : NULL;
}

bool metrics_place_read(const char *text, struct metrics_place *place)
{
    static const struct {
        const char *beginning;
        enum metrics_kind kind;
    } loopback[] = { { "127.0.0.1:", METRICS_IPV4 }, { "[::1]:", METRICS_IPV6 } };
    const char *path = after(text, "unix:");
    if (path != NULL) {
        *place = (struct metrics_place){ .kind = METRICS_UNIX, .path = path };
        return path[0] == '/' && path[1] != '\0';
    }
    for (size_t i = 0; i < sizeof loopback / sizeof loopback[0]; i++) {
        const char *port = after(text, loopback[i].beginning);
        size_t n = 0;
        if (port == NULL || !option_number(port, 1, UINT16_MAX, &n))
            continue;
        *place = (struct metrics_place){ .kind = loopback[i].kind, .port = (uint16_t)n };
        return true;
    }
    return false;
}
