/* What cameras of other makers than i-PRO answer of themselves over HTTP: Axis (VAPIX param.cgi),
 * Dahua (magicBox, configManager), Foscam (CGIProxy), Hanwha (SUNAPI), Hikvision (ISAPI), Reolink
 * (api.cgi). All write one value a line: `name=value`, `<name>value</name>` or `"name": "value"`.
 * Guide items 2.2 and 2.7. */
#pragma once

#include "dissectors/cgi.h"

/* What a request for that path, with that query, asks for; CGI_NOTHING: it is none of theirs. */
enum cgi_asked cgi_makers_asked_by(struct bytes path, struct bytes query);

/* Whose CGI it is; NULL: i-PRO's, or nobody's. */
const char *cgi_maker(enum cgi_asked asked);

/* Takes one line of the answer. */
void cgi_makers_take(struct cgi *c, struct bytes line);
