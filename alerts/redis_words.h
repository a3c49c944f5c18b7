/* What Redis means by the first word of an error. */
#pragma once

#include <stdbool.h>

/* "the user name or the password is wrong"; NULL: not known. */
const char *redis_meaning(const char *code);

/* Whether it is not this command that is refused, but every one, by this Redis, for now: another
 * connection may lead to one that takes it. */
bool redis_passes(const char *code);
