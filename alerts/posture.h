/* How one camera stands under every item of the guide, as one JSON object: the state, where an
 * alert is a change of it. */
#pragma once

#include "core/guide.h"

/* How it stands under one item; times 0: never seen broken. */
struct posture_row {
    const struct guide_item *item;
    enum verdict verdict;
    bool suppressed;
    struct sentence why;
    uint64_t count; /* how often it was seen broken */
    uint64_t first_ns;
    uint64_t last_ns;
    uint64_t frame;          /* of the latest evidence; 0: none */
    const char *lift;        /* what would decide it; NULL unless it is UNKNOWN */
    enum verdict before;     /* the verdict before this one */
    uint64_t since_ns;       /* when it became this one; 0: it never was another */
    uint64_t opportunities;  /* how many facts could decide it */
    uint64_t opportunity_ns; /* when the last of them came; 0: none did */
    const char *reason;      /* which of the item's proofs, "rtp-clear"; NULL: nothing was seen */
};

struct posture {
    const struct camera_name *camera;
    const struct posture_row *row;
    size_t n;
    enum vantage vantage;
    uint64_t up_since_ns; /* when it started; 0: not known */
    uint64_t time_ns;     /* of the last fact about it; 0: not told */
    const char *sensor;   /* who says so; NULL: not told */
    bool brief;           /* for who knows the guide: its own words are left out, and zeros */
};

enum { POSTURE_MAX = 131072 };

/* Writes one line of ASCII without a line feed or a final zero; how long it is. 0: it would have
 * been longer than room; POSTURE_MAX is room for all rows of the guide. */
size_t posture_write(const struct posture *p, char *out, size_t room);
