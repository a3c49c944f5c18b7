/* What a server asked its clients for, so that Basic it accepted is told from Basic that nobody
 * asked for (protocols.md E, rows 2.3 and 2.5). */
#pragma once

#include "rules/rule.h"

/* All zero at first: it never asked for anything. */
struct offers {
    bool basic;       /* ever, over HTTP or RTSP */
    bool http_digest; /* ever */
    bool rtsp_digest;
};

/* Takes a challenge (OBS_CHALLENGE) of the server into account. */
void offers_note(struct offers *f, const struct observation *o);

/* Whether an answer (OBS_EXCHANGE) to Basic says nothing of the password, although it is 2xx: over
 * that protocol the server asked for Digest and never for Basic, and a public page answers anybody;
 * or it was never seen to ask for Basic, and gave no more than a part of a page.
 * An RTSP DESCRIBE is none: there 200 says that Basic was taken, or that no login is needed. */
bool offers_volunteered(const struct offers *f, const struct observation *o);
