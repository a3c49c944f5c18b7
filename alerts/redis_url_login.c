/* User and password for Redis: from a file, a credential of systemd, or the environment; never from
 * the command line. */
/* syscalls(connects): openat, open: the password, at each connection. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alerts/redis_url_parts.h"

static bool read_password(const char *file, struct redis_url *u, struct error *e)
{
    int fd = open(file, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd >= 0 ? read(fd, u->password, sizeof u->password) : -1;
    int why = errno;
    if (fd >= 0)
        (void)close(fd);
    char text[128];
    if (n < 0)
        return fail(e, "cannot read the Redis password from %s: %s", file,
                    strerror_r(why, text, sizeof text));
    struct bytes line = halves_of((struct bytes){ (uint8_t *)u->password, (size_t)n }, '\n').before;
    if (line.n > 0 && line.p[line.n - 1] == '\r')
        line.n--;
    if (line.n == 0 || line.n == sizeof u->password)
        return fail(e, "the first line of %s is no password: it is %s", file,
                    line.n == 0 ? "empty" : "too long");
    explicit_bzero(u->password + line.n, sizeof u->password - line.n);
    return true;
}

static bool read_credential(struct redis_url *u, struct error *e)
{
    const char *folder = secure_getenv("CREDENTIALS_DIRECTORY");
    char file[512];
    if (folder == NULL || folder[0] == '\0')
        return fail(e,
                    "systemd gave no credential '%s' for Redis (LoadCredential= in the unit): "
                    "CREDENTIALS_DIRECTORY is not set",
                    u->credential);
    int n = snprintf(file, sizeof file, "%s/%s", folder, u->credential);
    if (n < 0 || (size_t)n >= sizeof file)
        return fail(e, "CREDENTIALS_DIRECTORY is too long");
    return read_password(file, u, e);
}

/* Copies a variable of the environment, if there is one, where nothing stands yet. */
static bool from_environment(const char *name, char *out, size_t room, struct error *e)
{
    const char *value = secure_getenv(name);
    if (value == NULL || out[0] != '\0')
        return true;
    if (strlen(value) >= room)
        return fail(e, "%s is too long", name);
    memcpy(out, value, strlen(value) + 1);
    return true;
}

static void wipe_environment(const char *name)
{
    char *value = secure_getenv(name);
    if (value != NULL)
        explicit_bzero(value, strlen(value));
}

static bool find_password(struct redis_url *u, struct error *e)
{
    if (u->credential[0] != '\0')
        return read_credential(u, e);
    if (u->password_file[0] != '\0')
        return read_password(u->password_file, u, e);
    if (!from_environment("CAMWARDEN_REDIS_PASSWORD", u->password, sizeof u->password, e) ||
        !from_environment("CAMWARDEN_REDIS_PASSWORD_FILE", u->password_file,
                          sizeof u->password_file, e))
        return false;
    bool need = u->password[0] == '\0' && u->password_file[0] != '\0';
    return !need || read_password(u->password_file, u, e);
}

bool redis_url_login(struct redis_url *u, struct error *e)
{
    bool ok =
        from_environment("CAMWARDEN_REDIS_USER", u->user, sizeof u->user, e) && find_password(u, e);
    wipe_environment("CAMWARDEN_REDIS_PASSWORD");
    return ok;
}
