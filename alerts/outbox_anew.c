/* A file that is damaged or not ours is put aside, and the outbox begun anew with what is whole in
 * it (outbox_salvage.c).
 *
 * How it works: the new file is made beside the old one, which is only read and keeps its name
 * until the new one is whole and on the disk. Whenever the sensor is killed, either the old file
 * has its name still, and all is done again, or the new one is whole and only its name is wanting.
 *
 *     outbox.db.salvage        the new one in the making
 *     outbox.db.anew           the new one, whole
 *     outbox.db.damaged-TIME   the old one
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "alerts/outbox_sql.h"
#include "core/clock.h"

enum { NAME_MAX_HERE = PATH_MAX + 64 };

static void name_beside(const struct outbox_file *f, const char *end, char out[NAME_MAX_HERE])
{
    (void)snprintf(out, NAME_MAX_HERE, "%s%s", f->path, end);
}

static void remove_beside(const struct outbox_file *f, const char *end)
{
    char name[NAME_MAX_HERE];
    name_beside(f, end, name);
    (void)unlink(name);
}

/* A file, or a folder's names. */
static bool sync_to_disk(struct outbox_file *f, const char *name)
{
    int fd = open(name, O_RDONLY | O_CLOEXEC);
    bool ok = fd >= 0 && fsync(fd) == 0;
    int why = errno;
    if (fd >= 0)
        (void)close(fd);
    return ok ||
           fail(&f->why, "cannot begin the outbox %s anew: %s", f->path, strerrordesc_np(why));
}

static bool sync_names(struct outbox_file *f)
{
    char folder[PATH_MAX];
    (void)snprintf(folder, sizeof folder, "%.*s", (int)(strrchr(f->path, '/') - f->path), f->path);
    return sync_to_disk(f, folder);
}

static bool move(struct outbox_file *f, const char *from, const char *to)
{
    return rename(from, to) == 0 ||
           fail(&f->why, "cannot begin the outbox %s anew: %s", f->path, strerrordesc_np(errno));
}

/* The old one's log would be taken for the new one's. */
static bool put_log_aside(struct outbox_file *f, const char *aside)
{
    char from[NAME_MAX_HERE];
    char to[NAME_MAX_HERE + 8];
    remove_beside(f, "-shm");
    name_beside(f, "-wal", from);
    (void)snprintf(to, sizeof to, "%s-wal", aside);
    return access(from, F_OK) != 0 || move(f, from, to);
}

static void name_aside(const struct outbox_file *f, char out[NAME_MAX_HERE])
{
    char end[48];
    (void)snprintf(end, sizeof end, ".damaged-%llu", (unsigned long long)(real_ns() / 1000000));
    name_beside(f, end, out);
}

/* The old one goes, and the new one, which is whole, takes its name. */
static bool take_name(struct outbox_file *f, const char *aside)
{
    char anew[NAME_MAX_HERE];
    name_beside(f, ".anew", anew);
    return put_log_aside(f, aside) && move(f, anew, f->path) && sync_names(f);
}

void outbox_file_resume_anew(struct outbox_file *f)
{
    char anew[NAME_MAX_HERE];
    char aside[NAME_MAX_HERE];
    remove_beside(f, ".salvage");
    name_beside(f, ".anew", anew);
    if (access(f->path, F_OK) == 0) {
        (void)unlink(anew);
    } else if (access(anew, F_OK) == 0) {
        name_aside(f, aside);
        (void)take_name(f, aside); /* what cannot be is seen when it is opened */
    }
}

/* Makes the new one. */
static bool make(struct outbox_file *f, const char *making)
{
    struct outbox_file *to = calloc(1, sizeof *to);
    if (to == NULL)
        return fail(&f->why, "no memory");
    (void)snprintf(to->path, sizeof to->path, "%s", making);
    (void)unlink(making);
    bool ok = outbox_file_set_up(to, OUTBOX_FILE_IN_THE_MAKING);
    if (ok) {
        outbox_file_salvage(to, f->path);
    } else {
        f->why = to->why;
        f->state = to->state;
        f->code = to->code;
    }
    outbox_file_let_go(to);
    f->lost = to->lost;
    free(to);
    return ok && sync_to_disk(f, making);
}

bool outbox_file_begin_anew(struct outbox_file *f)
{
    struct error why = f->why;
    char making[NAME_MAX_HERE];
    char anew[NAME_MAX_HERE];
    char aside[NAME_MAX_HERE];
    name_beside(f, ".salvage", making);
    name_beside(f, ".anew", anew);
    name_aside(f, aside);
    if (!make(f, making) || !move(f, making, anew) || !sync_names(f) || !move(f, f->path, aside) ||
        !take_name(f, aside))
        return false;
    (void)fprintf(stderr,
                  "camwarden: %s; it was put aside as %s, and what is whole in it taken over\n",
                  why.s, aside);
    if (f->lost > 0)
        (void)fprintf(stderr, "camwarden: %llu alerts in it could not be read or had no room\n",
                      (unsigned long long)f->lost);
    return outbox_file_set_up(f, OUTBOX_FILE_IN_USE);
}
