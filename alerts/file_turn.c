/* syscalls(sensor, replay, feed): rename, renameat, renameat2: FILE becomes FILE.1. */
/* syscalls(sensor, replay, feed): unlink, unlinkat, stat: FILE becomes FILE.1. */
#include "alerts/file_turn.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool cannot(const struct file_place *p, int why, struct error *e)
{
    char text[128];
    return fail(e, "cannot rotate %s: %s%s", p->name, strerror_r(why, text, sizeof text),
                why == EACCES || why == EPERM || why == EROFS
                    ? " (its folder must be writable for the user that this runs as)"
                    : "");
}

bool file_turn_name(const struct file_place *p, unsigned n, char out[static PATH_MAX])
{
    return snprintf(out, PATH_MAX, "%s.%u", p->name, n) < PATH_MAX;
}

static bool is_there(const struct file_place *p, unsigned n)
{
    char name[PATH_MAX];
    return file_turn_name(p, n, name) && faccessat(AT_FDCWD, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

static bool move(const struct file_place *p, const char *from, unsigned to)
{
    char name[PATH_MAX];
    errno = ENAMETOOLONG;
    return file_turn_name(p, to, name) && rename(from, name) == 0;
}

bool file_turn(const struct file_place *p, struct error *e)
{
    char from[PATH_MAX];
    unsigned last = 1; /* the first that is free, or that is to be replaced */
    while (last < p->keep && is_there(p, last))
        last++;
    for (unsigned n = last; n > 1; n--)
        if (!file_turn_name(p, n - 1, from) || !move(p, from, n))
            return cannot(p, errno, e);
    return move(p, p->name, 1) || cannot(p, errno, e);
}

void file_turn_back(const struct file_place *p)
{
    char from[PATH_MAX];
    if (file_turn_name(p, 1, from))
        (void)rename(from, p->name);
}

bool file_turn_try(const struct file_place *p, struct error *e)
{
    char folder[PATH_MAX];
    (void)snprintf(folder, sizeof folder, "%s", p->name);
    char *slash = strrchr(folder, '/');
    if (slash == NULL)
        (void)snprintf(folder, sizeof folder, ".");
    else
        slash[slash == folder ? 1 : 0] = '\0';
    return faccessat(AT_FDCWD, folder, W_OK | X_OK, AT_EACCESS) == 0 || cannot(p, errno, e);
}
