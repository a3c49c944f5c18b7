/* What the header of a mail (RFC 5322 section 2.2) tells of its sender's clock, as it passes by:
 * the Date field. Guide item 2.7. Nothing else of it is kept. */
#pragma once

#include "dissectors/date.h"

/* All zero at first. */
struct mail_head {
    bool over; /* the header is, or it is of no use */
    uint8_t n; /* of the line that is being read */
    uint8_t line[48];
};

/* A mail begins. */
static inline void mail_head_begin(struct mail_head *h)
{
    *h = (struct mail_head){ .over = false };
}

/* Takes one more piece of the mail, and says what the clock shows when the field has come. That of
 * a mail that was relayed (RFC 5321 section 4.4: a Received field) is somebody else's. */
void mail_head_take(struct dissection *d, struct mail_head *h, struct bytes piece);
