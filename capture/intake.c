/* syscalls(replay): openat, open, stat, pread64, fadvise64: captures. */
#include "capture/intake.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "capture/gunzip.h"
#include "core/secret.h"

enum { BUFFER = INTAKE_PIECE + INTAKE_CHUNK };

/* read(2) until it does not say "again". */
static ssize_t read_file(struct intake *in, uint8_t *to, size_t n)
{
    ssize_t got = 0;
    do
        got = read(in->fd, to, n);
    while (got < 0 && errno == EINTR);
    in->done += got > 0 ? (uint64_t)got : 0;
    return got;
}

static ssize_t read_for_gunzip(void *self, uint8_t *to, size_t n)
{
    return read_file(self, to, n);
}

/* How many bytes came; 0: the end; -1: e says why not. */
static ssize_t read_some(struct intake *in, uint8_t *to, size_t n, struct error *e)
{
    if (in->gunzip != NULL)
        return gunzip_read(in->gunzip, to, n, e);
    ssize_t got = read_file(in, to, n);
    if (got < 0)
        fail(e, "cannot be read: %s", strerrordesc_np(errno));
    return got;
}

static uint8_t *chunk(const struct intake *in)
{
    return in->buffer + INTAKE_PIECE;
}

/* Moves what is left to in front of the chunk, which can then be read anew. */
static void make_room(struct intake *in)
{
    size_t left = (size_t)(in->end - in->at);
    uint8_t *to = chunk(in) - left;
    memmove(to, in->at, left);
    in->at = to;
    in->end = chunk(in);
}

static void pay_owed(struct intake *in)
{
    uint64_t owed = in->owed;
    in->owed = 0;
    intake_take(in, owed);
}

enum intake_result intake_need(struct intake *in, size_t n, struct error *e)
{
    if ((size_t)(in->end - in->at) < n)
        make_room(in);
    while ((size_t)(in->end - in->at) < n || in->owed > 0) {
        if (in->at == in->end)
            in->at = in->end = chunk(in);
        size_t room = (size_t)(chunk(in) + INTAKE_CHUNK - in->end);
        ssize_t got = read_some(in, in->end, room, e);
        if (got <= 0)
            return got == 0 ? INTAKE_ENDED : INTAKE_FAILED;
        in->end += got;
        pay_owed(in);
    }
    return INTAKE_READY;
}

void intake_progress(const struct intake *in, uint64_t *done, uint64_t *all)
{
    *done = in->done;
    *all = in->all;
}

void intake_close(struct intake *in)
{
    if (in == NULL)
        return;
    gunzip_free(in->gunzip);
    if (in->fd > STDIN_FILENO)
        close(in->fd);
    wire_memory_free(in->buffer, BUFFER);
    free(in);
}

static bool open_file(struct intake *in, const char *path, struct error *e)
{
    in->fd = strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    struct stat st;
    if (in->fd < 0 || fstat(in->fd, &st) != 0)
        return fail(e, "cannot be opened: %s", strerrordesc_np(errno));
    if (S_ISDIR(st.st_mode))
        return fail(e, "is a directory");
    if (S_ISREG(st.st_mode)) {
        in->all = (uint64_t)st.st_size;
        (void)posix_fadvise(in->fd, 0, 0, POSIX_FADV_SEQUENTIAL);
    }
    return true;
}

/* Other programs' packing, by how it begins; NULL: it is none of these. */
static const char *packed_with(struct bytes b)
{
    static const struct {
        const char *magic, *name;
    } packers[] = { { "\xfd"
                      "7zX",
                      "xz" },
                    { "\x28\xb5\x2f\xfd", "zstd" },
                    { "BZh", "bzip2" } };
    for (size_t i = 0; i < sizeof packers / sizeof packers[0]; i++)
        if (b.n >= 4 && memcmp(b.p, packers[i].magic, strlen(packers[i].magic)) == 0)
            return packers[i].name;
    return NULL;
}

/* What was read to know what it is goes through gunzip, if it is gzip. */
static bool look_inside(struct intake *in, struct error *e)
{
    enum intake_result first = intake_need(in, GUNZIP_MAGIC, e);
    if (first == INTAKE_FAILED)
        return false;
    struct bytes ready = intake_ready(in);
    if (ready.n == 0)
        return fail(e, "is empty");
    const char *packer = packed_with(ready);
    if (packer != NULL)
        return fail(e, "is packed with %s: unpack it first (only gzip is unpacked here)", packer);
    if (!gunzip_recognise(ready))
        return true;
    in->gunzip = gunzip_new(ready, read_for_gunzip, in);
    in->at = in->end = chunk(in);
    if (in->gunzip == NULL)
        return fail(e, "cannot be read: no memory");
    first = intake_need(in, 1, e);
    return first == INTAKE_ENDED ? fail(e, "is empty inside its gzip") : first == INTAKE_READY;
}

struct intake *intake_open(const char *path, struct error *e)
{
    struct intake *in = calloc(1, sizeof *in);
    uint8_t *buffer = wire_memory_new(BUFFER);
    if (in == NULL || buffer == NULL) {
        free(in);
        wire_memory_free(buffer, BUFFER);
        fail(e, "cannot be read: no memory");
        return NULL;
    }
    in->fd = -1;
    in->buffer = buffer;
    in->at = in->end = chunk(in);
    if (open_file(in, path, e) && look_inside(in, e))
        return in;
    intake_close(in);
    return NULL;
}
