/* The forms in which a sink can write an alert. The outbox keeps lines of EVE JSON; these are
 * converters of such a line, of either style (eve.h). README.md of this folder says what stands in
 * which field. */
#pragma once

#include "core/bytes.h"

enum format {
    FORMAT_EVE, /* as it is */
    FORMAT_CEF, /* ArcSight's Common Event Format, version 0 */
    FORMAT_ECS, /* JSON in the words of the Elastic Common Schema, version 8.11 */
};

enum { FORMAT_LINE_MAX = 65536 };

/* "eve", "cef", "ecs". false: it is none of them. */
bool format_of(struct bytes name, enum format *out);
const char *format_name(enum format f);

/* Writes the line in that form into room for FORMAT_LINE_MAX bytes: UTF-8, without a line feed or a
 * final zero. How long it is. 0: the line has no such form: statistics, in another one than EVE. A
 * line that is not JSON is told as that, its beginning as a message. EVE is copied, and cut if it
 * is longer. */
size_t format_write(enum format f, struct bytes eve, char out[static FORMAT_LINE_MAX]);

/* The number of the alert that a line of any of the forms tells (alert.context.sequence). 0: it has
 * none, or is no line of ours. */
uint64_t format_sequence(struct bytes line);
