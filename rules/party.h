/* Who has which part in a fact. */
#pragma once

#include "rules/camera.h"
#include "rules/rule.h"

/* Whom to look for in the book; false: nobody has that part in this fact. */
bool party_of(const struct observation *o, enum part part, struct meeting *m);
