/* From root to nobody in particular: whose rights the sensor has while it listens.
 *
 * Sockets, programs in the kernel, files and the control socket are opened with root's rights, or
 * with those the service manager has lent (AmbientCapabilities=). Then privileges_drop() gives all
 * of them away for good, before there is a second thread: rights are a thread's own. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include "core/error.h"
#include "core/text.h"

struct identity {
    uid_t uid;
    gid_t gid;
    struct text name; /* for messages; "uid 61184" if it has none */
};

/* Whom to be after the start. `user` NULL: the user camwarden, or, if there is none, a uid and gid
 * of ours in the range that systemd keeps for such (61184 to 65519), which no user or group has.
 * Whoever is not root stays what he is, and may name nobody else. False: e says why. */
bool identity_find(const char *user, struct identity *id, struct error *e);

/* Becomes `id` without supplementary groups, capabilities or a way back: bounding set empty,
 * securebits locked, no new privileges by exec, not dumpable (no core file, no debugger of the same
 * user). Started by another than root, uid and groups are left; without CAP_SETPCAP, the bounding
 * set and the securebits. All is read back. False: e says what failed, and rights may be half gone:
 * end. */
bool privileges_drop(const struct identity *id, struct error *e);

/* Whether an interface may be listened to now: CAP_NET_RAW is effective. */
bool privileges_may_listen(void);

/* Gives a file or socket that this process has made to `id`, so that it can be opened or removed
 * after the drop. The group stays if it was set to another than ours. False, errno says why: it is
 * something else, a symbolic link, somebody else's, or has a second name. */
bool path_give(const char *path, const struct identity *id);
