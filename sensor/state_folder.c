#include "sensor/state_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool state_folder_make(const char *folder, struct error *e)
{
    struct stat st;
    if (mkdir(folder, S_IRWXU) == 0)
        return true;
    if (errno != EEXIST)
        return fail(e, "cannot make the folder %s: %s", folder, strerrordesc_np(errno));
    return (stat(folder, &st) == 0 && S_ISDIR(st.st_mode)) || fail(e, "%s is no folder", folder);
}

/* Not what a link points to, nor what has a second name. By O_PATH: whoever closes any other
 * descriptor of a file gives up all locks that the process has on it (fcntl(2)), and SQLite's own
 * are on these: without them a reader takes the sensor for gone and cuts what it has mapped. */
static bool give(int folder, const char *name, const struct identity *id)
{
    struct stat st;
    int fd = openat(folder, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT;
    bool ours = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_nlink == 1;
    bool given =
        ours && (st.st_uid == id->uid || (st.st_uid == geteuid() &&
                                          fchownat(fd, "", id->uid, id->gid, AT_EMPTY_PATH) == 0));
    (void)close(fd);
    return given;
}

bool state_folder_give(const char *folder, const struct identity *id, struct error *e)
{
    static const char *const names[] = { "outbox.lock", "outbox.db", "outbox.db-wal",
                                         "outbox.db-shm", "outbox.ahead" };
    struct stat st;
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool given =
        fd >= 0 && fstat(fd, &st) == 0 &&
        (st.st_uid == id->uid || (st.st_uid == geteuid() && fchown(fd, id->uid, id->gid) == 0));
    for (size_t i = 0; given && i < sizeof names / sizeof names[0]; i++)
        given = give(fd, names[i], id);
    if (fd >= 0)
        (void)close(fd);
    return given || fail(e, "%s cannot be given to %s", folder, id->name.s);
}
