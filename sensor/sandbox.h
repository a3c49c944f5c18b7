/* What a process of the sensor may still ask of the kernel once it is set up, so that whoever takes
 * it over with bytes off the wire gains little (sensor/live.md, "Sandbox").
 *
 * Two walls, neither of which can be taken down again. seccomp(2): the system calls of a role are
 * those that lines such as
 *
 *     syscalls(worker, sensor): poll, ppoll: waits for frames.
 *
 * name beside the code that needs them; tools/syscalls.cmake gathers them. landlock(7): of the file
 * system only the places that were allowed. A call that is no part of a role fails with EPERM and
 * is counted (sandbox_refused.h); one that only an attacker makes (execve, ptrace, mount) ends the
 * process with SIGSYS.
 *
 * Order: open everything, give the privileges away (privileges.h), enter, and only then start the
 * second thread: Landlock holds the calling thread and those it starts. A child of fork() is inside
 * too, and may enter a second, narrower one; never a wider one. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include "core/error.h"
#include "core/text.h"

enum sandbox_role {
    SANDBOX_WORKER,  /* listens and dissects: no file, no new socket, no new process */
    SANDBOX_NURSERY, /* has opened the sockets, forks workers, waits for them and sandboxes them */
    SANDBOX_SENSOR,  /* judges and delivers: new connections; the places allowed */
    SANDBOX_REPLAY,  /* reads captures, and delivers too */
    SANDBOX_FEED,    /* Redis to a file */
    SANDBOX_ROLES,
};

/* "worker", "nursery", ... as annotations and people call it. */
const char *sandbox_role_name(enum sandbox_role role);

struct sandbox_places;
struct sandbox_tally;

struct sandbox_settings {
    enum sandbox_role role;
    bool off;                      /* the operator's --no-sandbox: nothing is done */
    bool connects;                 /* to servers; else no socket but a Unix one can be made */
    pid_t child;                   /* the process that may be sent signals; 0: none */
    struct sandbox_places *places; /* of the file system; NULL: none at all */
    struct sandbox_tally *tally;   /* counts what is refused; NULL: nobody asks. Outlives us */
};

/* What is in force. */
struct sandbox_state {
    enum sandbox_role role;
    bool off;       /* by the operator */
    bool seccomp;   /* system calls */
    int landlock;   /* the kernel's version of Landlock, from 1; 0: it has none */
    bool sanitized; /* a build with sanitizers, which need more than the role does */
};

/* Enters. To be called by the only thread there is, after the privileges were given away. The
 * places are used up, not freed. A kernel without Landlock is no error, one without seccomp is.
 * false: e says why, and the process may be half inside: end. */
bool sandbox_enter(const struct sandbox_settings *s, struct sandbox_state *state, struct error *e);

/* "seccomp and Landlock 7", "off (--no-sandbox)": for people. */
void sandbox_say(const struct sandbox_state *s, struct sentence *out);

/* ---- places ---- */

enum sandbox_access {
    SANDBOX_READ,   /* the file, or all below the folder */
    SANDBOX_WRITE,  /* that too: files there are read, written, made, renamed and removed */
    SANDBOX_REMOVE, /* nothing but to remove files of that folder */
};

/* NULL: no memory, or no handle. Not an error where the kernel has no Landlock. */
struct sandbox_places *sandbox_places_new(void);
void sandbox_places_free(struct sandbox_places *p);

/* From now on that may be used; what is not there cannot be allowed, and is left out. The path is
 * followed to where it leads now: a file that is put in its place later is another one, so allow
 * the folder of what others replace. */
void sandbox_allow(struct sandbox_places *p, const char *path, enum sandbox_access access);

/* The folder that a file is in, or is to be made in. */
void sandbox_allow_folder_of(struct sandbox_places *p, const char *file,
                             enum sandbox_access access);
