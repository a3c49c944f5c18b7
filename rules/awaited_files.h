/* Which data connections belong to a camera's FTP transfers, so that what crossed them can be
 * named. RFC 959 section 3.2. */
#pragma once

#include "core/observation.h"

enum { AWAITED_MAX = 4 };

/* All zero at first. */
struct awaited_files {
    struct endpoint at[AWAITED_MAX]; /* the listening ends */
    uint8_t next;
    enum content last; /* what the last one carried */
};

/* A transfer was asked for. */
void awaited_files_expect(struct awaited_files *f, const struct observation *transfer);

/* The beginning of a bare connection was seen: true if it is one of ours. */
bool awaited_files_match(struct awaited_files *f, const struct observation *content);

/* "a JPEG picture"; empty: not known. */
const char *awaited_content_name(enum content c);
