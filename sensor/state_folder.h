/* The folder of --state: where a sensor keeps its outbox and what it remembers. */
#pragma once

#include "sensor/privileges.h"

/* Makes it, for its owner alone, unless it is there. false: e says why. */
bool state_folder_make(const char *folder, struct error *e);

/* Gives it and the outbox's files in it to whom the sensor becomes, so that they can be made anew
 * without the rights we came with. false: e says why. */
bool state_folder_give(const char *folder, const struct identity *id, struct error *e);
