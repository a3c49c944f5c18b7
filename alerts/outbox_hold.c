/* Having the outbox's file for oneself: its lock, and opening it, now or when the disk takes it. */
/* syscalls(sensor, replay): openat, open, flock: the folder's lock. */
/* syscalls(sensor, replay): faccessat, faccessat2, stat, newfstatat: may it be used at all. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "alerts/outbox_sql.h"

enum { SHARED_BYTES = 65536 };

/* What a disk brings about, and not who has started us. A folder that can only be read was written
 * once if there is something of ours in it. */
static bool is_of_a_disk(const struct outbox_file *f, int why)
{
    struct stat st;
    if (why == EROFS)
        return stat(f->path, &st) == 0 && st.st_size > 0;
    return why == ENOSPC || why == EDQUOT || why == EIO || why == ESTALE;
}

static bool cannot_lock(struct outbox_file *f, int why)
{
    f->state = is_of_a_disk(f, why) ? OUTBOX_FILE_TROUBLE : OUTBOX_FILE_REFUSED;
    f->code = SQLITE_CANTOPEN;
    return fail(&f->why, "cannot use %s for the state: %s", f->folder, strerrordesc_np(why));
}

/* Against a second sensor in the same folder. */
static bool take_lock(struct outbox_file *f)
{
    char name[PATH_MAX + 16];
    (void)snprintf(name, sizeof name, "%s/outbox.lock", f->folder);
    if (f->lock >= 0)
        return true;
    f->lock = open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (f->lock < 0)
        return cannot_lock(f, errno);
    if (flock(f->lock, LOCK_EX | LOCK_NB) == 0)
        return true;
    (void)close(f->lock);
    f->lock = -1;
    f->state = OUTBOX_FILE_REFUSED;
    return fail(&f->why, "another camwarden keeps its state in %s", f->folder);
}

static struct outbox_file *file_new(const char *folder, struct error *e)
{
    struct outbox_file *f = calloc(1, sizeof *f);
    if (f == NULL || strlen(folder) > PATH_MAX - 64) {
        fail(e, f == NULL ? "no memory" : "the name of the folder is too long");
        free(f);
        return NULL;
    }
    f->lock = -1;
    (void)snprintf(f->folder, sizeof f->folder, "%s", folder);
    (void)snprintf(f->path, sizeof f->path, "%.*s/outbox.db", PATH_MAX - 64, folder);
    return f;
}

/* Where there is no room for the 32 KiB that SQLite shares with readers, it does without them and
 * without these until the next start: alerts go on, and to the disk as soon as it has room. */
static bool set_up_in_use(struct outbox_file *f)
{
    struct statvfs disk;
    f->alone = false;
    if (outbox_file_set_up(f, OUTBOX_FILE_IN_USE))
        return true;
    if (f->state == OUTBOX_FILE_DAMAGED || f->state == OUTBOX_FILE_REFUSED ||
        statvfs(f->path, &disk) != 0 || disk.f_bavail * disk.f_frsize >= SHARED_BYTES)
        return false;
    outbox_file_let_go(f);
    f->alone = true;
    return outbox_file_set_up(f, OUTBOX_FILE_IN_USE);
}

static bool set_up(struct outbox_file *f)
{
    if (!take_lock(f))
        return false;
    outbox_file_resume_anew(f);
    bool ok = set_up_in_use(f);
    if (!ok && f->state == OUTBOX_FILE_DAMAGED) {
        outbox_file_let_go(f);
        ok = outbox_file_begin_anew(f);
    }
    if (!ok)
        outbox_file_let_go(f);
    return ok;
}

static bool may_be_used(const struct outbox_file *f, const char *name)
{
    return faccessat(AT_FDCWD, name, R_OK | W_OK, AT_EACCESS) == 0 || errno == ENOENT ||
           is_of_a_disk(f, errno);
}

/* A right that is missing stays so, and what is another's too. */
static bool may_come(const struct outbox_file *f)
{
    int kind = f->code & 0xff;
    bool failed = f->state == OUTBOX_FILE_FULL || f->state == OUTBOX_FILE_DAMAGED ||
                  kind == SQLITE_IOERR || kind == SQLITE_CANTOPEN || kind == SQLITE_READONLY;
    return failed && f->state != OUTBOX_FILE_REFUSED && may_be_used(f, f->folder) &&
           may_be_used(f, f->path);
}

static struct outbox_file *open_or_wait(const char *folder, bool waits, struct error *e)
{
    struct outbox_file *f = file_new(folder, e);
    if (f == NULL || set_up(f) || (waits && may_come(f)))
        return f;
    *e = f->why;
    outbox_file_close(f);
    return NULL;
}

struct outbox_file *outbox_file_open(const char *folder, struct error *e)
{
    return open_or_wait(folder, false, e);
}

struct outbox_file *outbox_file_await(const char *folder, struct error *e)
{
    return open_or_wait(folder, true, e);
}

bool outbox_file_is_there(const struct outbox_file *f)
{
    return f != NULL && f->db != NULL;
}

bool outbox_file_come(struct outbox_file *f)
{
    long long selves = 0;
    if (outbox_file_is_there(f))
        return true;
    if (f->of_before || !set_up(f))
        return false;
    bool known = outbox_file_ask_number(f, "SELECT count(*) FROM self", &selves);
    if (known && selves == 0)
        return true;
    f->of_before = known;
    if (known) {
        f->state = OUTBOX_FILE_TROUBLE;
        fail(&f->why, "the outbox %s is of an earlier run: the next start goes on with it",
             f->path);
    }
    outbox_file_let_go(f);
    return false;
}

const char *outbox_file_folder(const struct outbox_file *f)
{
    return f->folder;
}

struct outbox_file *outbox_file_peek(const char *folder, struct error *e)
{
    struct outbox_file *f = file_new(folder, e);
    if (f == NULL)
        return NULL;
    if (outbox_file_open_database(f, SQLITE_OPEN_READONLY, NULL) && outbox_file_is_ours(f))
        return f;
    *e = f->why;
    outbox_file_close(f);
    return NULL;
}

void outbox_file_close(struct outbox_file *f)
{
    if (f == NULL)
        return;
    outbox_file_let_go(f);
    if (f->lock >= 0)
        (void)close(f->lock);
    free(f);
}
