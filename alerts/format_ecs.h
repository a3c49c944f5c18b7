/* Elastic Common Schema: for format.c. */
#pragma once

#include "alerts/told.h"

/* An alert as a line of JSON; its length, 0: longer than FORMAT_LINE_MAX. */
size_t ecs_write(const struct told *t, char *out);

/* A line that could not be read. */
size_t ecs_write_unread(const char *text, char *out);
