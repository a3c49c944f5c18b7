/* Which sinks the options of both programs ask for, and where each one is. */
#pragma once

#include "alerts/file_place.h"
#include "alerts/sink.h"
#include "sensor/common_options.h"

enum { OUTPUTS_MAX = 2 + SYSLOGS_MAX };

struct outputs {
    size_t n;
    struct {
        const struct sink *sink;
        const char *where; /* as long as this and the options live */
    } output[OUTPUTS_MAX];
    char file[FILE_WHERE_MAX];
};

/* false: e says why. */
bool outputs_of(const struct common_options *c, struct outputs *out, struct error *e);
