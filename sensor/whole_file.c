/* syscalls(replay): openat, fsync, rename, unlink: the page. */
/* syscalls(replay): renameat, unlinkat, fchmod, getrandom: the page. */
#include "sensor/whole_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MODE = 0640 };

static bool say(const char *path, int why, struct error *e)
{
    return fail(e, "cannot write %s: %s", path, strerrordesc_np(why));
}

static bool is_standard(const char *path)
{
    return strcmp(path, "-") == 0;
}

/* Whether it is there and no regular file: it is then never replaced. */
static bool is_special(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && !S_ISREG(st.st_mode);
}

/* 0, or what is wrong with writing into the folder that the path lies in. */
static int folder_refuses(const char *path)
{
    char folder[PATH_MAX];
    const char *slash = strrchr(path, '/');
    int n = slash != NULL ? (int)(slash - path + 1) : 0;
    if (strlen(path) >= sizeof folder)
        return ENAMETOOLONG;
    (void)snprintf(folder, sizeof folder, "%s%.*s", n == 0 ? "." : "", n, path);
    return access(folder, W_OK | X_OK) == 0 ? 0 : errno;
}

bool whole_file_try(const char *path, struct error *e)
{
    struct stat st;
    if (is_standard(path))
        return true;
    if (path[0] == '\0')
        return say(path, ENOENT, e);
    if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
        return say(path, EISDIR, e);
    if (is_special(path))
        return access(path, W_OK) == 0 || say(path, errno, e);
    char target[PATH_MAX];
    int why = folder_refuses(realpath(path, target) != NULL ? target : path);
    return why == 0 || say(path, why, e);
}

static int open_beside(struct whole_file *f)
{
    if (realpath(f->path, f->target) == NULL) /* not there yet */
        (void)snprintf(f->target, sizeof f->target, "%s", f->path);
    int n = snprintf(f->beside, sizeof f->beside, "%s.%ld.part", f->target, (long)getpid());
    if (n < 0 || (size_t)n >= sizeof f->beside) {
        errno = ENAMETOOLONG;
        return -1;
    }
    return open(f->beside, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, MODE);
}

bool whole_file_open(struct whole_file *f, const char *path, struct error *e)
{
    int fd = -1;
    *f = (struct whole_file){ .path = path };
    if (is_standard(path))
        fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0);
    else if (is_special(path))
        fd = open(path, O_WRONLY | O_CLOEXEC);
    else
        fd = open_beside(f);
    if (fd < 0) {
        f->beside[0] = '\0'; /* not ours to remove */
        return say(path, errno, e);
    }
    f->out = fdopen(fd, "w");
    if (f->out != NULL)
        return true;
    (void)close(fd);
    (void)whole_file_close(f, e);
    return say(path, ENOMEM, e);
}

bool whole_file_close(struct whole_file *f, struct error *e)
{
    bool beside = f->beside[0] != '\0';
    int why = f->out == NULL ? ENOMEM : 0;
    if (f->out != NULL && (fflush(f->out) != 0 || ferror(f->out) != 0))
        why = errno != 0 ? errno : EIO;
    if (f->out != NULL && fclose(f->out) != 0 && why == 0)
        why = errno;
    f->out = NULL;
    if (why == 0 && beside && rename(f->beside, f->target) != 0)
        why = errno;
    if (why == 0)
        return true;
    if (beside)
        (void)unlink(f->beside);
    return say(f->path, why, e);
}
