/* syscalls(sensor): openat, unlink, unlinkat: removes its socket at the end. */
#include "sensor/control_socket.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { WAITING_CLIENTS = 8, LOCK_TRIES = 100 };

static bool say(struct error *e, const char *what, const char *path)
{
    return fail(e, "%s %s: %s", what, path, strerrordesc_np(errno));
}

static bool name_folder(const char *path, char folder[static 108])
{
    const char *slash = strrchr(path, '/');
    size_t n = slash == NULL ? 0 : (size_t)(slash - path);
    memcpy(folder, path, n);
    folder[n] = '\0';
    if (slash == NULL)
        memcpy(folder, ".", 2);
    if (slash == path)
        memcpy(folder, "/", 2);
    return slash == NULL || slash[1] != '\0';
}

static bool give_folder(const char *folder, uid_t uid, gid_t gid)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return false;
    /* The mode once more: the umask may have taken of it. */
    bool ok = fchown(fd, uid, gid) == 0 && fchmod(fd, 0750) == 0;
    int why = errno;
    (void)close(fd);
    errno = why;
    return ok;
}

static bool make_folder(const char *folder, uid_t uid, gid_t gid, struct error *e)
{
    if (mkdir(folder, 0750) != 0)
        return errno == EEXIST || say(e, "cannot create the folder", folder);
    if (give_folder(folder, uid, gid))
        return true;
    (void)say(e, "cannot hand over the folder", folder);
    (void)rmdir(folder);
    return false;
}

/* Two sensors that start at once must not each take the other's new socket for a dead one: whoever
 * holds the folder's lock looks and binds alone. -1: an error. */
static int lock_folder(const char *folder, struct error *e)
{
    static const struct timespec nap = { 0, 10000000 };
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) {
        (void)say(e, "cannot open the folder", folder);
        return -1;
    }
    for (int i = 0; i < LOCK_TRIES; i++) {
        if (flock(fd, LOCK_EX | LOCK_NB) == 0)
            return fd;
        if (errno != EWOULDBLOCK)
            break;
        (void)nanosleep(&nap, NULL);
    }
    (void)say(e, "cannot lock the folder", folder);
    (void)close(fd);
    return -1;
}

static struct sockaddr_un address_of(const struct control_socket *s)
{
    struct sockaddr_un a = { .sun_family = AF_UNIX };
    memcpy(a.sun_path, s->path, sizeof a.sun_path);
    return a;
}

/* Removes what a dead sensor has left. */
static bool clear_way(const struct control_socket *s, struct error *e)
{
    struct stat st;
    if (lstat(s->path, &st) == 0 && !S_ISSOCK(st.st_mode))
        return fail(e, "%s is in the way: it is not a socket", s->path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return say(e, "cannot look at", s->path);
    struct sockaddr_un a = address_of(s);
    int why = connect(fd, (struct sockaddr *)&a, sizeof a) == 0 ? 0 : errno;
    (void)close(fd);
    if (why == 0 || why == EAGAIN) /* EAGAIN: many wait for it already */
        return fail(e, "a sensor is already running: %s", s->path);
    errno = why;
    if (why != ECONNREFUSED && why != ENOENT)
        return say(e, "cannot look at", s->path);
    return unlink(s->path) == 0 || errno == ENOENT || say(e, "cannot replace", s->path);
}

/* No chmod() afterwards: it would follow a link that the owner of the folder has put there. */
static bool bind_private(const struct control_socket *s)
{
    struct sockaddr_un a = address_of(s);
    mode_t before = umask(0117);
    bool ok = bind(s->fd, (struct sockaddr *)&a, sizeof a) == 0;
    int why = errno;
    (void)umask(before);
    errno = why;
    return ok;
}

/* Whoever owns the folder could have put something else there meanwhile: only a socket is given
 * away, and it is the one looked at. */
static bool give_socket(struct control_socket *s, uid_t uid, gid_t gid, struct error *e)
{
    int fd = open(s->path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    struct stat st = { 0 };
    if (fd < 0)
        return say(e, "cannot open", s->path);
    bool ok = fstat(fd, &st) == 0 && S_ISSOCK(st.st_mode) &&
              fchownat(fd, "", uid, gid, AT_EMPTY_PATH) == 0;
    if (!ok)
        (void)say(e, "cannot hand over", s->path);
    s->device = st.st_dev;
    s->inode = st.st_ino;
    (void)close(fd);
    return ok;
}

static bool take_path(struct control_socket *s, uid_t uid, gid_t gid, struct error *e)
{
    bool bound = bind_private(s);
    if (!bound && errno == EADDRINUSE) {
        if (!clear_way(s, e))
            return false;
        bound = bind_private(s);
    }
    if (!bound)
        return say(e, "cannot create the socket", s->path);
    if (give_socket(s, uid, gid, e) &&
        (listen(s->fd, WAITING_CLIENTS) == 0 || say(e, "cannot listen on", s->path)))
        return true;
    (void)unlink(s->path);
    return false;
}

static bool open_in(const char *folder, struct control_socket *s, uid_t uid, gid_t gid,
                    struct error *e)
{
    int lock = lock_folder(folder, e);
    if (lock < 0)
        return false;
    s->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    bool ok = s->fd >= 0 ? take_path(s, uid, gid, e) : say(e, "cannot create", s->path);
    if (!ok && s->fd >= 0)
        (void)close(s->fd);
    (void)close(lock);
    return ok;
}

bool control_socket_open(struct control_socket *s, const char *path, uid_t uid, gid_t gid,
                         struct error *e)
{
    char folder[sizeof s->path];
    *s = (struct control_socket){ .fd = -1 };
    if (strlen(path) >= sizeof s->path)
        return fail(e, "the socket's path is longer than 107 bytes: %s", path);
    memcpy(s->path, path, strlen(path));
    if (path[0] == '\0' || !name_folder(path, folder))
        return fail(e, "the socket's path names no file: '%s'", path);
    return make_folder(folder, uid, gid, e) && open_in(folder, s, uid, gid, e);
}

void control_socket_close(struct control_socket *s)
{
    struct stat st;
    if (lstat(s->path, &st) == 0 && st.st_dev == s->device && st.st_ino == s->inode)
        (void)unlink(s->path);
    (void)close(s->fd);
    s->fd = -1;
}
