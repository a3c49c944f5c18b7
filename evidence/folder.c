/* syscalls(sensor, replay): openat, renameat, renameat2, unlinkat, fsync: a file, whole. */
/* syscalls(sensor, replay): getdents64, statx, stat: how much is there. */
#include "evidence/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct folder {
    int fd;
    uint64_t most;
    uint64_t bytes; /* of our files there, as far as known */
    size_t files;
    char path[PATH_MAX];
};

static const char half_written[] = ".camwarden-evidence.tmp";

/* ---- names ---- */

void folder_name(struct text *name, uint64_t time_ns, const char *id)
{
    static const uint64_t second = 1000000000;
    time_t seconds = (time_t)(time_ns / second);
    struct tm utc;
    char date[32];
    if (gmtime_r(&seconds, &utc) == NULL ||
        strftime(date, sizeof date, "%Y%m%dT%H%M%SZ", &utc) == 0)
        date[0] = '\0';
    text_format(name, "%s-%s.pcapng", date, id);
}

static bool is_ours(const char *name)
{
    static const char form[] = "00000000T000000Z-hhhhhhhhhhhhhhhh.pcapng";
    size_t i = 0;
    for (; form[i] != '\0'; i++) {
        bool digit = name[i] >= '0' && name[i] <= '9';
        bool hex = digit || (name[i] >= 'a' && name[i] <= 'f');
        bool fits = form[i] == '0' ? digit : form[i] == 'h' ? hex : name[i] == form[i];
        if (!fits)
            return false;
    }
    return name[i] == '\0';
}

static int pick(const struct dirent *entry)
{
    return is_ours(entry->d_name);
}

/* ---- room ---- */

static uint64_t size_of(const struct folder *f, const char *name)
{
    struct stat st;
    return fstatat(f->fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0 ? (uint64_t)st.st_size : 0;
}

static bool is_too_much(const struct folder *f)
{
    return f->bytes > f->most || f->files > FILES_MAX;
}

/* Looks at what is there, the oldest first, and lets go of a tenth more than has to go, so that it
 * is not looked at again with the next file. */
static bool make_room(struct folder *f)
{
    struct dirent **list = NULL;
    int n = scandirat(f->fd, ".", &list, pick, alphasort);
    if (n < 0)
        return false;
    f->bytes = 0;
    f->files = (size_t)n;
    for (int i = 0; i < n; i++)
        f->bytes += size_of(f, list[i]->d_name);
    bool over = is_too_much(f);
    for (int i = 0; i < n; i++) {
        bool goes = over && (f->bytes > f->most / 10 * 9 || f->files > (size_t)FILES_MAX / 10 * 9);
        uint64_t size = goes ? size_of(f, list[i]->d_name) : 0;
        if (goes && unlinkat(f->fd, list[i]->d_name, 0) == 0) {
            f->bytes -= size < f->bytes ? size : f->bytes;
            f->files--;
        }
        free(list[i]);
    }
    free(list);
    return true;
}

/* ---- the folder ---- */

struct folder *folder_open(const char *path, uint64_t most, struct error *e)
{
    struct folder *f = calloc(1, sizeof *f);
    if (f == NULL) {
        fail(e, "no memory");
        return NULL;
    }
    f->most = most;
    (void)snprintf(f->path, sizeof f->path, "%s", path);
    bool made = mkdir(path, S_IRWXU | S_IRGRP | S_IXGRP) == 0 || errno == EEXIST;
    f->fd = made ? open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    if (f->fd >= 0 && faccessat(f->fd, ".", W_OK | X_OK, 0) == 0 && make_room(f))
        return f;
    fail(e, "cannot use the folder %s: %s", path, strerrordesc_np(errno));
    folder_close(f);
    return NULL;
}

void folder_close(struct folder *f)
{
    if (f == NULL)
        return;
    if (f->fd >= 0)
        (void)close(f->fd);
    free(f);
}

/* ---- whose it is ---- */

static bool may_write(const struct stat *st, uid_t uid, gid_t gid)
{
    const mode_t ours = st->st_uid == uid   ? S_IWUSR | S_IXUSR
                        : st->st_gid == gid ? S_IWGRP | S_IXGRP
                                            : S_IWOTH | S_IXOTH;
    return (st->st_mode & ours) == ours;
}

static int pick_foreign(const struct dirent *entry)
{
    const char *name = entry->d_name;
    return strcmp(name, ".") != 0 && strcmp(name, "..") != 0 && strcmp(name, half_written) != 0 &&
           !is_ours(name);
}

/* A folder that holds something else serves somebody else, too: /tmp, /var/log, a home. */
static bool holds_only_ours(const struct folder *f)
{
    struct dirent **list = NULL;
    int n = scandirat(f->fd, ".", &list, pick_foreign, NULL);
    for (int i = 0; i < n; i++)
        free(list[i]);
    free(list);
    return n == 0;
}

bool folder_give(const struct folder *f, uid_t uid, gid_t gid)
{
    struct stat st;
    if (fstat(f->fd, &st) != 0)
        return false;
    if (may_write(&st, uid, gid))
        return true;
    if (st.st_uid == geteuid() && holds_only_ours(f))
        return fchown(f->fd, uid, gid) == 0;
    errno = EPERM;
    return false;
}

/* ---- writing ---- */

static bool write_all(int fd, struct bytes content)
{
    while (content.n > 0) {
        ssize_t n = write(fd, content.p, content.n);
        if (n < 0 && errno != EINTR)
            return false;
        content = bytes_after(content, n > 0 ? (size_t)n : 0);
    }
    return true;
}

/* A link that somebody put there is not followed. */
static bool write_beside(const struct folder *f, struct bytes content)
{
    (void)unlinkat(f->fd, half_written, 0);
    int fd = openat(f->fd, half_written, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                    S_IRUSR | S_IWUSR | S_IRGRP);
    if (fd < 0)
        return false;
    bool written = write_all(fd, content);
    return close(fd) == 0 && written;
}

bool folder_write(struct folder *f, const char *name, struct bytes content, struct error *e)
{
    f->bytes += content.n;
    f->files++;
    if (is_too_much(f))
        (void)make_room(f);
    if (write_beside(f, content) && renameat(f->fd, half_written, f->fd, name) == 0)
        return true;
    int why = errno;
    (void)unlinkat(f->fd, half_written, 0);
    return fail(e, "cannot write %s/%s: %s", f->path, name, strerrordesc_np(why));
}
