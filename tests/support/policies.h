/* Policy files made for a test. */
#pragma once

#include "rules/policy.h"

/* Reads a policy with that text from a file called "policy.yaml" in a folder of its own, which is
 * removed again; beside it stands "logins.txt" with `logins` in it, if that is not NULL. In e the
 * folder's name is cut away: "policy.yaml:1:2: ...". */
struct policy *policy_from(const char *yaml, const char *logins, struct error *e);

/* As above, with "keys.txt" of that mode beside it. */
struct policy *policy_with_keys(const char *yaml, const char *keys, unsigned mode, struct error *e);

/* As above; fails the test if there is a mistake in it. */
struct policy *good_policy(const char *yaml);

/* Fails the test unless reading ends with exactly that sentence. */
void expect_mistake(const char *yaml, const char *sentence);
