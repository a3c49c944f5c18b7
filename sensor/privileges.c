#include "sensor/privileges.h"

#include <cap-ng.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/securebits.h>
#include <pwd.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

static const char default_user[] = "camwarden";

/* The range of systemd's dynamic users, systemd.exec(5): no package gives these to anybody. */
enum { UNNAMED_FIRST = 61184, UNNAMED_LAST = 65519, ENTRY_BYTES = 16384 };

/* ---- whom to be ---- */

static struct text name_of(const char *name)
{
    return text_of(bytes_of_text(name));
}

static bool find_named(const char *name, struct identity *id)
{
    char room[ENTRY_BYTES];
    struct passwd entry, *found = NULL;
    if (getpwnam_r(name, &entry, room, sizeof room, &found) != 0 || found == NULL)
        return false;
    *id = (struct identity){ entry.pw_uid, entry.pw_gid, name_of(entry.pw_name) };
    return true;
}

static bool user_has(uid_t uid, struct text *name)
{
    char room[ENTRY_BYTES];
    struct passwd entry, *found = NULL;
    int status = getpwuid_r(uid, &entry, room, sizeof room, &found);
    if (found != NULL)
        *name = name_of(entry.pw_name);
    else
        text_format(name, "uid %u", uid);
    return found != NULL || status == ERANGE;
}

static bool group_has(gid_t gid)
{
    char room[ENTRY_BYTES];
    struct group entry, *found = NULL;
    int status = getgrgid_r(gid, &entry, room, sizeof room, &found);
    return found != NULL || status == ERANGE; /* one of very many members */
}

static bool find_unnamed(struct identity *id, struct error *e)
{
    for (uid_t n = UNNAMED_FIRST; n <= UNNAMED_LAST; n++) {
        *id = (struct identity){ .uid = n, .gid = n };
        if (!user_has(n, &id->name) && !group_has(n))
            return true;
    }
    return fail(e, "no user id from %d to %d is free: name a user to run as", UNNAMED_FIRST,
                UNNAMED_LAST);
}

static bool find_ourselves(const char *user, struct identity *id, struct error *e)
{
    struct identity wanted;
    *id = (struct identity){ .uid = geteuid(), .gid = getegid() };
    (void)user_has(id->uid, &id->name);
    if (user == NULL)
        return true;
    if (!find_named(user, &wanted))
        return fail(e, "there is no user '%s' to run as", user);
    return wanted.uid == id->uid ||
           fail(e, "only root can become '%s'; this was started by %s", user, id->name.s);
}

bool identity_find(const char *user, struct identity *id, struct error *e)
{
    if (geteuid() != 0)
        return find_ourselves(user, id, e);
    const char *name = user != NULL ? user : default_user;
    if (find_named(name, id))
        return id->uid != 0 || fail(e, "'%s' is root; it has to be another user", name);
    if (user != NULL)
        return fail(e, "there is no user '%s' to run as", user);
    return find_unnamed(id, e);
}

/* ---- giving all rights away ---- */

/* What is not possible any more after the drop, even where somebody has a set-uid file. */
static const unsigned long secure_bits =
    SECURE_ALL_LOCKS | SECBIT_NOROOT | SECBIT_NO_SETUID_FIXUP | SECBIT_NO_CAP_AMBIENT_RAISE;

static bool cannot(const char *what, struct error *e)
{
    return fail(e, "cannot give up privileges: %s: %s", what, strerrordesc_np(errno));
}

static bool close_bounds(struct error *e)
{
    capng_clear(CAPNG_SELECT_BOUNDS);
    if (capng_apply(CAPNG_SELECT_BOUNDS) != 0)
        return cannot("bounding set", e);
    return prctl(PR_SET_SECUREBITS, secure_bits, 0, 0, 0) == 0 || cannot("securebits", e);
}

static bool change_ids(const struct identity *id, struct error *e)
{
    if (setgroups(0, NULL) != 0)
        return cannot("supplementary groups", e);
    if (setresgid(id->gid, id->gid, id->gid) != 0)
        return cannot("group", e);
    return setresuid(id->uid, id->uid, id->uid) == 0 || cannot("user", e);
}

static bool drop_capabilities(struct error *e)
{
    capng_clear(CAPNG_SELECT_CAPS);
    capng_clear(CAPNG_SELECT_AMBIENT);
    return (capng_apply(CAPNG_SELECT_AMBIENT) == 0 && capng_apply(CAPNG_SELECT_CAPS) == 0) ||
           cannot("capabilities", e);
}

static bool lock_door(struct error *e)
{
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return cannot("no new privileges", e);
    return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 || cannot("not dumpable", e);
}

/* ---- reading back ---- */

static bool has_any(capng_type_t set)
{
    enum { CAPABILITIES = 64 }; /* as many as the kernel's sets have room for */
    for (unsigned i = 0; i < CAPABILITIES; i++)
        if (capng_have_capability(set, i) != 0)
            return true;
    return false;
}

static bool is_nobody_else(const struct identity *id)
{
    uid_t uid[3];
    gid_t gid[3];
    if (getresuid(&uid[0], &uid[1], &uid[2]) != 0 || getresgid(&gid[0], &gid[1], &gid[2]) != 0)
        return false;
    for (int i = 0; i < 3; i++)
        if (uid[i] != id->uid || gid[i] != id->gid)
            return false;
    return true;
}

static bool look_back(const struct identity *id, bool was_root, bool bounded, struct error *e)
{
    if (!is_nobody_else(id) || (was_root && getgroups(0, NULL) != 0))
        return fail(e, "privileges were not given up: not everything belongs to %s", id->name.s);
    if (capng_get_caps_process() != 0 || has_any(CAPNG_EFFECTIVE) || has_any(CAPNG_PERMITTED) ||
        has_any(CAPNG_INHERITABLE) || has_any(CAPNG_AMBIENT))
        return fail(e, "privileges were not given up: capabilities are left");
    if (bounded && has_any(CAPNG_BOUNDING_SET))
        return fail(e, "privileges were not given up: the bounding set is not empty");
    if (prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1 || prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) != 0)
        return fail(e, "privileges were not given up: new ones are possible");
    return true;
}

bool privileges_drop(const struct identity *id, struct error *e)
{
    if (id->uid == 0)
        return fail(e, "privileges cannot be given up by staying root");
    if (capng_get_caps_process() != 0)
        return cannot("reading them", e);
    bool is_root = geteuid() == 0;
    bool may_bound = capng_have_capability(CAPNG_EFFECTIVE, CAP_SETPCAP) != 0;
    if (may_bound && !close_bounds(e))
        return false;
    if (is_root && !change_ids(id, e))
        return false;
    return drop_capabilities(e) && lock_door(e) && look_back(id, is_root, may_bound, e);
}

bool privileges_may_listen(void)
{
    return capng_get_caps_process() == 0 && capng_have_capability(CAPNG_EFFECTIVE, CAP_NET_RAW);
}

/* ---- files ---- */

static bool give(int fd, const struct identity *id)
{
    struct stat s;
    if (fstat(fd, &s) != 0)
        return false;
    if (s.st_uid == id->uid)
        return true;
    /* With a second name it could be anybody's file, put here for us to give away. */
    if ((!S_ISREG(s.st_mode) && !S_ISSOCK(s.st_mode)) || s.st_nlink != 1 || s.st_uid != geteuid()) {
        errno = EPERM;
        return false;
    }
    gid_t group = s.st_gid == getegid() ? id->gid : (gid_t)-1;
    return fchownat(fd, "", id->uid, group, AT_EMPTY_PATH) == 0;
}

bool path_give(const char *path, const struct identity *id)
{
    int fd = open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return false;
    bool given = give(fd, id);
    int why = errno;
    (void)close(fd);
    errno = why;
    return given;
}
