/* A disk that fails when it is told to, and a kill between two things that are asked of it. It
 * takes the place of the C library's functions in the whole program, SQLite's calls among them: so
 * it is for one file of a program that needs it, and not in the library of what tests share. */
#pragma once

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

static _Atomic bool disk_is_full;     /* nothing finds room, but within a file of few bytes */
static _Atomic bool disk_grows_not;   /* nothing finds room behind the end of a file */
static _Atomic long disk_file_max;    /* nothing finds room in a file behind that; 0: no limit */
static _Atomic bool disk_fails;       /* nothing can be read or written */
static _Atomic unsigned disk_slow_ms; /* what finds no room takes so long to say so */
static _Atomic int disk_waits;        /* how many are waiting for that */
static _Atomic bool disk_hangs;       /* a sync does not return */
static _Atomic long disk_kill_at;     /* killed before the n-th change from now on; 0: never */

/* Whether a change may be made. */
static bool disk_changes(void)
{
    if (disk_kill_at > 0 && atomic_fetch_sub(&disk_kill_at, 1) == 1)
        (void)syscall(SYS_exit_group, 9);
    return true;
}

static bool has_room(int fd, off64_t end)
{
    enum { FEW = 4096 };
    struct stat st = { .st_size = 0 };
    bool limited = disk_file_max > 0 && end > disk_file_max;
    bool within = fstat(fd, &st) == 0 && end <= st.st_size;
    return !limited && (!disk_is_full || (within && st.st_size <= FEW)) &&
           (!disk_grows_not || within);
}

ssize_t pread64(int fd, void *p, size_t n, off64_t at)
{
    if (!disk_fails)
        return syscall(SYS_pread64, fd, p, n, at);
    errno = EIO;
    return -1;
}

ssize_t pwrite64(int fd, const void *p, size_t n, off64_t at)
{
    if (disk_changes() && !disk_fails && has_room(fd, at + (off64_t)n))
        return syscall(SYS_pwrite64, fd, p, n, at);
    disk_waits++;
    for (unsigned ms = 0; ms < disk_slow_ms; ms++)
        (void)usleep(1000);
    disk_waits--;
    errno = disk_fails ? EIO : ENOSPC;
    return -1;
}

int rename(const char *from, const char *to)
{
    return disk_changes() ? (int)syscall(SYS_rename, from, to) : -1;
}

int unlink(const char *name)
{
    return disk_changes() ? (int)syscall(SYS_unlink, name) : -1;
}

int ftruncate64(int fd, off64_t n)
{
    return disk_changes() ? (int)syscall(SYS_ftruncate, fd, n) : -1;
}

int fdatasync(int fd)
{
    while (disk_hangs)
        (void)usleep(1000);
    return disk_changes() ? (int)syscall(SYS_fdatasync, fd) : -1;
}

int fsync(int fd)
{
    return disk_changes() ? (int)syscall(SYS_fsync, fd) : -1;
}
