/* How it works: two slots, written in turn, each with a sum and a number that grows: a kill or a
 * power cut costs the one that is being written, and the other is there. */
/* syscalls(sensor, replay): openat, pread64, pwrite64, fdatasync: the two slots. */
/* syscalls(sensor, replay): newfstatat, fstat, fchown: whose they are. */
#include "alerts/outbox_ahead.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/hash.h"

enum { SLOTS = 2, SLOT_BYTES = 1024 };

static const struct hash_key slot_key = { { 0x63616d77617264, 0x61686561642121 } };

struct slot {
    uint64_t turn;
    struct ahead_mark mark;
    uint64_t sum; /* of all before it */
};
_Static_assert(sizeof(struct slot) <= SLOT_BYTES, "it has room");

struct outbox_ahead {
    int fd;
    uint64_t turn; /* of the slot written last */
};

static uint64_t slot_sum(const struct slot *s)
{
    return hash_bytes(&slot_key, s, offsetof(struct slot, sum));
}

static bool read_slot(const struct outbox_ahead *a, uint64_t turn, struct slot *s)
{
    off_t at = (off_t)(turn % SLOTS) * SLOT_BYTES;
    return pread(a->fd, s, sizeof *s, at) == (ssize_t)sizeof *s && s->sum == slot_sum(s) &&
           s->turn > 0 && s->turn % SLOTS == turn % SLOTS && s->mark.sinks <= OUTBOX_READERS_MAX &&
           memchr(s->mark.sender, '\0', OUTBOX_SENDER_MAX) != NULL;
}

static bool read_last(const struct outbox_ahead *a, struct slot *last)
{
    struct slot s;
    last->turn = 0;
    for (uint64_t i = 0; i < SLOTS; i++)
        if (read_slot(a, i, &s) && s.turn > last->turn)
            *last = s;
    return last->turn > 0;
}

/* What root makes belongs to whose the folder is, as SQLite does with the log: the sensor that
 * comes after a replay by root must be able to use it. Nobody may have laid another file there. */
static bool is_fit(const struct outbox_ahead *a, const char *folder)
{
    struct stat whose;
    struct stat it;
    if (fstat(a->fd, &it) != 0 || !S_ISREG(it.st_mode) || it.st_nlink != 1)
        return false;
    return geteuid() != 0 ||
           (stat(folder, &whose) == 0 && (whose.st_uid == it.st_uid || it.st_uid != 0 ||
                                          fchown(a->fd, whose.st_uid, whose.st_gid) == 0));
}

/* Room for both slots, before it is wanted. */
static bool have_room(const struct outbox_ahead *a)
{
    static const uint8_t nothing[SLOTS * SLOT_BYTES];
    off_t size = lseek(a->fd, 0, SEEK_END);
    return size >= (off_t)sizeof nothing ||
           (pwrite(a->fd, nothing, sizeof nothing, 0) == (ssize_t)sizeof nothing &&
            fsync(a->fd) == 0);
}

struct outbox_ahead *outbox_ahead_open(const char *folder)
{
    char name[PATH_MAX];
    struct slot last;
    struct outbox_ahead *a = calloc(1, sizeof *a);
    if (a == NULL)
        return NULL;
    (void)snprintf(name, sizeof name, "%s/outbox.ahead", folder);
    a->fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (a->fd < 0 || !is_fit(a, folder) || !have_room(a)) {
        outbox_ahead_close(a);
        return NULL;
    }
    a->turn = read_last(a, &last) ? last.turn : 0;
    return a;
}

void outbox_ahead_close(struct outbox_ahead *a)
{
    if (a == NULL)
        return;
    if (a->fd >= 0)
        (void)close(a->fd);
    free(a);
}

bool outbox_ahead_read(const struct outbox_ahead *a, struct ahead_mark *m)
{
    struct slot last;
    bool found = a != NULL && read_last(a, &last);
    if (found)
        *m = last.mark;
    return found;
}

bool outbox_ahead_write(struct outbox_ahead *a, const struct ahead_mark *m)
{
    if (a == NULL)
        return false;
    struct slot s = { .turn = a->turn + 1, .mark = *m };
    s.sum = slot_sum(&s);
    off_t at = (off_t)(s.turn % SLOTS) * SLOT_BYTES;
    if (pwrite(a->fd, &s, sizeof s, at) != (ssize_t)sizeof s || fdatasync(a->fd) != 0)
        return false;
    a->turn = s.turn;
    return true;
}

uint64_t outbox_ahead_name(const char *reader)
{
    return hash_bytes(&slot_key, reader, strlen(reader));
}
