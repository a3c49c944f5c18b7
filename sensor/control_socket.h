/* A Unix socket (unix(7)) on which the sensor listens, for `camwarden ctl` or for metrics: where it
 * lies, whose it is, and that there is only one.
 *
 * Who may ask is the file mode's matter alone: 0660, of the owner and the group named. Connecting
 * needs leave to write to the socket, so whoever is connected was root, the owner, or a member of
 * the group; asking SO_PEERCRED would say the same once more (the tests try it as a stranger and
 * as a member). */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include "core/error.h"

struct control_socket {
    int fd; /* listens; does not block */
    dev_t device;
    ino_t inode;
    char path[108]; /* as sockaddr_un has it */
};

/* Creates the folder (0750, of that owner) if only its last part is missing, and in it the socket
 * (0660, of that owner). The socket of a dead sensor is replaced; that of a living one, and
 * anything that is not a socket, is an error. Sets the umask for a moment: call it before there are
 * threads. */
bool control_socket_open(struct control_socket *s, const char *path, uid_t uid, gid_t gid,
                         struct error *e);

/* Closes it and removes the file, if that is still ours. Where privileges were dropped to a user
 * who may not write to the folder the file stays: nobody listens on it, and the next start replaces
 * it. */
void control_socket_close(struct control_socket *s);
