/* Prints large JSON, for people and programs: two spaces a level, keys in order, ASCII only. */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

/* The same bytes as json_dumpf(o, out, JSON_INDENT(2) | JSON_SORT_KEYS | JSON_ENSURE_ASCII), which
 * takes three times as long. o is an object or an array, nested no deeper than jansson reads.
 * false: it could not be written, or no memory. */
bool json_print(json_t *o, FILE *out);
