/* Versions of firmware: which of two is the older one. Guide item 2.2. */
#pragma once

enum version_order {
    VERSION_OLDER,
    VERSION_ENOUGH, /* as new as the minimum, or newer */
    VERSION_UNCLEAR /* words differ before any number does */
};

/* How a version stands to the oldest that is allowed. Numbers count as numbers, whatever stands
 * between them: "3.9" is older than "3.10", "02.0000" is 2.0, and what is missing is 0. */
enum version_order version_against(const char *version, const char *minimum);
