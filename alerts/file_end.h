/* How a file of alerts ends: what an earlier run has left in it when it was killed. */
#pragma once

#include "core/bytes.h"

enum { FILE_END_MAX = 1 << 20 }; /* no more than that is looked at */

/* Sees to it that a regular file, open for reading and appending, ends with a whole line. What
 * stands behind the last line feed is cut off if a line of ours begins like it, or if it is zeros
 * (a machine that lost power); otherwise it is ended with a line feed: it is somebody else's. *n is
 * then how long the file is. false: errno says why not. */
bool file_end_heal(int fd, uint64_t *n);

/* Finds the last whole line that has the number of an alert (format.h), and writes it into room for
 * FORMAT_LINE_MAX bytes. FILE_END_ELSEWHERE: there is none in the file, but there may be in the one
 * before it. */
enum file_end { FILE_END_FOUND, FILE_END_ELSEWHERE, FILE_END_UNKNOWN };
enum file_end file_end_last(int fd, char *room, struct bytes *line);
