/* The folder of evidence: a file an alert, the oldest go when there is no more room. Files in it of
 * other names are left alone. */
#pragma once

#include <sys/types.h>

#include "core/error.h"
#include "core/text.h"

enum { FILES_MAX = 16384 }; /* in the folder */

struct folder;

/* Makes the folder if there is none (mode 0750 less the umask). `most`: bytes, of all files
 * together. NULL: e says why. */
struct folder *folder_open(const char *path, uint64_t most, struct error *e);
void folder_close(struct folder *f); /* f may be NULL */

/* Whoever we become shall be able to write there. Only a folder that is ours and holds nothing but
 * evidence is given away; another has to be theirs to write to already. False: errno says why not.
 */
bool folder_give(const struct folder *f, uid_t uid, gid_t gid);

/* A file that is there whole or not at all. The name is one of folder_name(). False: e says why,
 * and nothing is left behind. */
bool folder_write(struct folder *f, const char *name, struct bytes content, struct error *e);

/* "20260708T025407Z-0123456789abcdef.pcapng": when, in UTC, and which alert. */
void folder_name(struct text *name, uint64_t time_ns, const char *id);
