#include "sensor/sandbox_check.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sensor/privileges.h"
#include "sensor/sandbox_attempts.h"
#include "sensor/sandbox_landlock.h"
#include "sensor/sandbox_places.h"
#include "sensor/sandbox_refused.h"

enum { WIDTH = 36, COLUMN = 16, NOT_INSIDE = 255 };

struct check {
    const struct sensor_options *options;
    struct identity identity;
    struct sandbox_tally *tally;
    struct attempt_means means;
    FILE *out;
    int tried;
    int possible;
};

static const enum sandbox_role roles[] = { SANDBOX_WORKER, SANDBOX_NURSERY, SANDBOX_SENSOR,
                                           SANDBOX_REPLAY, SANDBOX_FEED };
enum { ROLES = sizeof roles / sizeof roles[0] };

/* ---- in a child ---- */

static struct sandbox_places *places_of(const struct check *c, enum sandbox_role role)
{
    struct sandbox_places *p = sandbox_places_new();
    if (p != NULL && role == SANDBOX_NURSERY)
        sandbox_allow_libraries(p);
    if (p != NULL && role == SANDBOX_SENSOR)
        sandbox_allow_sensor(p, c->options);
    if (p != NULL && (role == SANDBOX_REPLAY || role == SANDBOX_FEED))
        sandbox_allow_outputs(p, &c->options->common);
    return p;
}

static bool connects(const struct check *c, enum sandbox_role role)
{
    bool delivers = role == SANDBOX_SENSOR || role == SANDBOX_REPLAY;
    return role == SANDBOX_FEED || (delivers && sandbox_connects(&c->options->common));
}

static bool enter(const struct check *c, enum sandbox_role role, struct error *e)
{
    struct sandbox_state state;
    const struct sandbox_settings s = { .role = role,
                                        .off = c->options->common.no_sandbox,
                                        .connects = connects(c, role),
                                        .places = places_of(c, role),
                                        .tally = c->tally };
    return sandbox_enter(&s, &state, e);
}

_Noreturn static void try(const struct check *c, enum sandbox_role role,
                          const struct sandbox_attempt *a)
{
    struct error e;
    if (privileges_drop(&c->identity, &e) && enter(c, role, &e))
        _exit(a->make(&c->means));
    (void)fprintf(stderr, "\ncamwarden: %s\n", e.s);
    _exit(NOT_INSIDE);
}

/* ---- what came of it ---- */

static const char *wall(const struct check *c, int status)
{
    if (WIFSIGNALED(status))
        return WTERMSIG(status) == SIGSYS ? "ended" : "fell";
    if (atomic_load(&c->tally->refused) > 0)
        return "seccomp";
    bool inside = !c->options->common.no_sandbox && landlock_version() > 0;
    return inside && WEXITSTATUS(status) == EACCES ? "Landlock" : "no right";
}

static bool is_refused(int status)
{
    int e = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
    return (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS) || e == EPERM || e == EACCES ||
           e == ENOSYS;
}

static bool may(const struct check *c, enum sandbox_role role, const struct sandbox_attempt *a)
{
    return (a->allowed >> role & 1U) != 0 || (a->connects && connects(c, role));
}

/* False: the sandbox could not be entered. */
static bool check_one(struct check *c, enum sandbox_role role, const struct sandbox_attempt *a)
{
    int status = 0;
    if (may(c, role, a)) {
        (void)fprintf(c->out, "%-*s", COLUMN, "may");
        return true;
    }
    atomic_store(&c->tally->refused, 0);
    (void)fflush(NULL);
    pid_t child = fork();
    if (child == 0)
        try(c, role, a);
    if (child < 0 || waitpid(child, &status, 0) != child ||
        (WIFEXITED(status) && WEXITSTATUS(status) == NOT_INSIDE))
        return false;
    bool refused = is_refused(status);
    c->tried++;
    c->possible += !refused;
    (void)fprintf(c->out, "%-*s", COLUMN, refused ? wall(c, status) : "POSSIBLE");
    return true;
}

static bool check_all(struct check *c)
{
    (void)fprintf(c->out, "%-*s", WIDTH, "");
    for (size_t r = 0; r < ROLES; r++)
        (void)fprintf(c->out, "%-*s", COLUMN, sandbox_role_name(roles[r]));
    (void)fputc('\n', c->out);
    for (size_t i = 0; i < sandbox_attempts_n; i++) {
        (void)fprintf(c->out, "%-*s", WIDTH, sandbox_attempts[i].what);
        for (size_t r = 0; r < ROLES; r++)
            if (!check_one(c, roles[r], &sandbox_attempts[i]))
                return false;
        (void)fputc('\n', c->out);
    }
    return true;
}

/* Another process of the user whom we become, which ends with us. */
static pid_t make_victim(const struct check *c)
{
    struct error unheard;
    pid_t child = fork();
    if (child != 0)
        return child;
    if (privileges_drop(&c->identity, &unheard) && prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0)
        for (;;)
            (void)pause();
    _exit(EXIT_FAILURE);
}

static int conclude(const struct check *c)
{
    if (c->possible == 0)
        (void)fprintf(c->out, "%d attempts as %s, all refused\n", c->tried, c->identity.name.s);
    else
        (void)fprintf(c->out, "%d attempts as %s, %d POSSIBLE\n", c->tried, c->identity.name.s,
                      c->possible);
    return c->possible == 0 ? EXIT_OK : EXIT_VIOLATIONS;
}

static int check(struct check *c)
{
    if (check_all(c))
        return conclude(c);
    (void)fputs("\nnot everything could be tried\n", c->out);
    return EXIT_USAGE;
}

int sandbox_check(const struct sensor_options *o, FILE *out)
{
    struct check c = { .options = o, .out = out };
    struct error e = { "" };
    c.tally = sandbox_tally_new();
    if (c.tally == NULL || !identity_find(o->user, &c.identity, &e)) {
        (void)fprintf(stderr, "camwarden: %s\n", e.s[0] != '\0' ? e.s : "no memory");
        return EXIT_USAGE;
    }
    c.means.socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    c.means.victim = make_victim(&c);
    int status = c.means.victim > 0 ? check(&c) : EXIT_USAGE;
    if (c.means.victim > 0) {
        (void)kill(c.means.victim, SIGKILL);
        (void)waitpid(c.means.victim, NULL, 0);
    }
    (void)close(c.means.socket);
    sandbox_tally_free(c.tally);
    return status;
}
