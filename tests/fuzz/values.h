/* What stands in for the outbox's values, in a target that runs a hundred times a second. */
#pragma once

#include "sensor/memory.h"

struct values;

struct values *values_new(void);
void values_free(struct values *v);

/* Keeps and recalls them; whoever is told by recall() may keep and forget others. Lives as long as
 * the values. */
struct store values_store(struct values *v);
