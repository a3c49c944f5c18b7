#include "tests/fuzz/scratch.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/dev/shm/camwarden-fuzz-XXXXXX";
static bool made;

static void check(bool ok)
{
    if (!ok)
        abort();
}

void scratch_empty(void)
{
    DIR *d = opendir(scratch_folder());
    check(d != NULL);
    const struct dirent *entry = NULL;
    while ((entry = readdir(d)) != NULL) /* NOLINT(concurrency-mt-unsafe): ours alone */
        if (entry->d_name[0] != '.')
            (void)unlinkat(dirfd(d), entry->d_name, 0);
    (void)closedir(d);
}

static void leave(void)
{
    scratch_empty();
    (void)rmdir(folder);
}

const char *scratch_folder(void)
{
    if (!made)
        check(mkdtemp(folder) != NULL && atexit(leave) == 0);
    made = true;
    return folder;
}

void scratch_path(const char *name, char out[static SCRATCH_PATH])
{
    check(snprintf(out, SCRATCH_PATH, "%s/%s", scratch_folder(), name) < SCRATCH_PATH);
}

void scratch_write(const char *name, struct bytes text, unsigned mode)
{
    char path[SCRATCH_PATH];
    scratch_path(name, path);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
    check(fd >= 0 && write(fd, text.p, text.n) == (ssize_t)text.n && close(fd) == 0);
}

struct bytes scratch_read(const char *name)
{
    char path[SCRATCH_PATH];
    struct stat st;
    scratch_path(name, path);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return (struct bytes){ NULL, 0 };
    check(fstat(fd, &st) == 0);
    uint8_t *text = malloc((size_t)st.st_size + 1);
    check(text != NULL && read(fd, text, (size_t)st.st_size) == st.st_size && close(fd) == 0);
    return (struct bytes){ text, (size_t)st.st_size };
}

void scratch_hush(void)
{
    static FILE *nowhere;
    if (nowhere == NULL)
        nowhere = fopen("/dev/null", "we");
    check(nowhere != NULL);
    stderr = nowhere; /* the descriptor stays: reports are written to that */
}
