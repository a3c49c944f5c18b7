#include "sensor/sandbox_landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/landlock.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* What kernels after the one of the build's headers have: Documentation/userspace-api/landlock.rst.
 */
enum {
    VERSION_REFER = 2,
    VERSION_TRUNCATE = 3,
    VERSION_NET = 4,
    VERSION_IOCTL_DEV = 5,
    VERSION_SCOPE = 6,
    BITS_FIRST = 13, /* rights of version 1 */
    NET_BIND_TCP = 1 << 0,
    NET_CONNECT_TCP = 1 << 1,
    SCOPE_ABSTRACT_UNIX = 1 << 0,
    SCOPE_SIGNAL = 1 << 1,
};
static const uint64_t fs_truncate = 1ULL << 14;
static const uint64_t fs_ioctl_dev = 1ULL << 15;

/* struct landlock_ruleset_attr as of version 6; an older kernel takes it while the rest is 0. */
struct ruleset {
    uint64_t fs;
    uint64_t net;
    uint64_t scoped;
};

/* The rules are with the kernel already, which holds nobody to them before landlock_enter(). */
struct sandbox_places {
    int fd; /* -1: the kernel has no Landlock */
    uint64_t handled;
};

int landlock_version(void)
{
    long version =
        syscall(SYS_landlock_create_ruleset, NULL, (size_t)0, LANDLOCK_CREATE_RULESET_VERSION);
    return version > 0 ? (int)version : 0;
}

static int ruleset_new(const struct ruleset *r)
{
    return (int)syscall(SYS_landlock_create_ruleset, r, sizeof *r, 0U);
}

/* All that can be done to files, as far as the kernel knows it. */
static uint64_t handled_by(int version)
{
    uint64_t fs = (1ULL << BITS_FIRST) - 1;
    if (version >= VERSION_REFER)
        fs |= LANDLOCK_ACCESS_FS_REFER;
    if (version >= VERSION_TRUNCATE)
        fs |= fs_truncate;
    if (version >= VERSION_IOCTL_DEV)
        fs |= fs_ioctl_dev;
    return fs;
}

struct sandbox_places *sandbox_places_new(void)
{
    struct sandbox_places *p = calloc(1, sizeof *p);
    int version = landlock_version();
    if (p == NULL)
        return NULL;
    p->fd = -1;
    p->handled = handled_by(version);
    if (version == 0)
        return p;
    p->fd = ruleset_new(&(struct ruleset){ .fs = p->handled });
    if (p->fd >= 0)
        return p;
    free(p);
    return NULL;
}

void sandbox_places_free(struct sandbox_places *p)
{
    if (p == NULL)
        return;
    if (p->fd >= 0)
        (void)close(p->fd);
    free(p);
}

/* ---- what is allowed ---- */

/* A rule of a file may name no right of folders. */
static uint64_t rights(enum sandbox_access access, bool is_folder)
{
    if (access == SANDBOX_REMOVE)
        return is_folder ? LANDLOCK_ACCESS_FS_REMOVE_FILE : 0;
    uint64_t r = LANDLOCK_ACCESS_FS_READ_FILE;
    if (access == SANDBOX_WRITE)
        r |= LANDLOCK_ACCESS_FS_WRITE_FILE | fs_truncate;
    if (!is_folder)
        return r;
    r |= LANDLOCK_ACCESS_FS_READ_DIR;
    if (access == SANDBOX_WRITE)
        r |= LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_REMOVE_FILE;
    return r;
}

void sandbox_allow(struct sandbox_places *p, const char *path, enum sandbox_access access)
{
    struct stat st;
    struct landlock_path_beneath_attr rule = { .parent_fd = -1 };
    if (p == NULL || p->fd < 0)
        return;
    int fd = open(path, O_PATH | O_CLOEXEC);
    if (fd >= 0 && fstat(fd, &st) == 0) {
        rule.parent_fd = fd;
        rule.allowed_access = rights(access, S_ISDIR(st.st_mode)) & p->handled;
        (void)syscall(SYS_landlock_add_rule, p->fd, LANDLOCK_RULE_PATH_BENEATH, &rule, 0U);
    }
    if (fd >= 0)
        (void)close(fd);
}

static void allow_parent_of(struct sandbox_places *p, const char *file, enum sandbox_access access)
{
    char folder[PATH_MAX];
    const char *slash = strrchr(file, '/');
    size_t n = slash != NULL ? (size_t)(slash - file) : 0;
    if (slash == NULL) {
        sandbox_allow(p, ".", access);
    } else if (n < sizeof folder) {
        memcpy(folder, file, n);
        folder[n] = '\0';
        sandbox_allow(p, n == 0 ? "/" : folder, access);
    }
}

void sandbox_allow_folder_of(struct sandbox_places *p, const char *file, enum sandbox_access access)
{
    struct stat st;
    char real[PATH_MAX];
    bool there = stat(file, &st) == 0;
    if (there && !S_ISREG(st.st_mode)) { /* a device or a pipe: what is beside it is none of ours */
        sandbox_allow(p, file, access);
        return;
    }
    allow_parent_of(p, file, access);
    if (there && realpath(file, real) != NULL)
        allow_parent_of(p, real, access);
}

/* ---- entering ---- */

/* syscalls(nursery): landlock_create_ruleset, landlock_restrict_self, prctl: of its workers. */

static bool hold_to(int ruleset, struct error *e)
{
    return syscall(SYS_landlock_restrict_self, ruleset, 0U) == 0 ||
           fail(e, "no sandbox: Landlock: %s", strerrordesc_np(errno));
}

static bool hold_to_nothing(struct error *e)
{
    struct sandbox_places *p = sandbox_places_new();
    bool held = p != NULL && hold_to(p->fd, e);
    if (p == NULL)
        fail(e, "no sandbox: Landlock: no memory");
    sandbox_places_free(p);
    return held;
}

/* A second set of rules, laid over that of the places. */
static bool limit(const struct landlock_limits *limits, int version, struct error *e)
{
    struct ruleset r = { 0 };
    if (version >= VERSION_NET)
        r.net = NET_BIND_TCP | (limits->connect ? NET_CONNECT_TCP : 0);
    if (version >= VERSION_SCOPE && limits->signal)
        r.scoped = SCOPE_ABSTRACT_UNIX | SCOPE_SIGNAL;
    if (r.net == 0 && r.scoped == 0)
        return true;
    int ruleset = ruleset_new(&r);
    if (ruleset < 0)
        return fail(e, "no sandbox: Landlock: %s", strerrordesc_np(errno));
    bool held = hold_to(ruleset, e);
    (void)close(ruleset);
    return held;
}

bool landlock_enter(const struct sandbox_places *p, const struct landlock_limits *limits,
                    int *version, struct error *e)
{
    *version = landlock_version();
    if (*version == 0)
        return true;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return fail(e, "no sandbox: no new privileges: %s", strerrordesc_np(errno));
    return (p != NULL ? hold_to(p->fd, e) : hold_to_nothing(e)) && limit(limits, *version, e);
}
