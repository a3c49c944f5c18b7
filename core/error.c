#include "core/error.h"

#include <stdarg.h>
#include <stdio.h>

bool fail(struct error *e, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    (void)vsnprintf(e->s, sizeof e->s, format, args);
    va_end(args);
    return false;
}
