/* Common Event Format: for format.c. */
#pragma once

#include "alerts/told.h"

/* An alert as a line of CEF, which always has room in FORMAT_LINE_MAX; its length. */
size_t cef_write(const struct told *t, char *out);

/* A line that could not be read. */
size_t cef_write_unread(const char *text, char *out);

/* The alert's number that is in a line of CEF; 0: none. */
uint64_t cef_sequence(struct bytes line);
