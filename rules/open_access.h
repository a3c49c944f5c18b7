/* What a camera gives to somebody who did not say who they are, although it should ask: guide item
 * 2.5. Public pages, what a session or a token may have opened, and what the policy calls public
 * count for nothing. */
#pragma once

#include "rules/rule.h"

enum open_access {
    OPEN_NOTHING, /* it may be for anybody */
    OPEN_PAGE,    /* settings or a control command: most cameras ask for a login there */
    OPEN_PICTURE,
    OPEN_STREAM, /* RTSP: described or set up */
};

/* Whether that path is one of the pictures the web pages themselves are made of, not one of the
 * camera's. */
bool is_page_picture(const struct text *path);

/* Whether a picture under that path is one of now: a program makes it, it has no file extension, or
 * it is called so; or its path was not seen. Others may be the pages' own in an unknown folder. */
bool is_live_picture(const struct text *path);

/* Whether that path is a part of which web pages are made, by its extension: a style, a script, an
 * icon. Anybody may be given those, who logs in as well as who does not. */
bool is_page_file(const struct text *path);

/* Of an answer of HTTP or RTSP. */
enum open_access open_access_of(const struct weighing *w);
