/* What Redis means by the first word of an error. */
#pragma once

/* "the user name or the password is wrong"; NULL: not known. */
const char *redis_meaning(const char *code);
