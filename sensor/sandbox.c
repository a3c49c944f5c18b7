#include "sensor/sandbox.h"

#include "sensor/sandbox_landlock.h"
#include "sensor/sandbox_refused.h"
#include "sensor/sandbox_seccomp.h"

const char *sandbox_role_name(enum sandbox_role role)
{
    static const char *const names[] = { [SANDBOX_WORKER] = "worker",
                                         [SANDBOX_NURSERY] = "nursery",
                                         [SANDBOX_SENSOR] = "sensor",
                                         [SANDBOX_REPLAY] = "replay",
                                         [SANDBOX_FEED] = "feed" };
    return names[role];
}

/* A worker of a nursery may have to be told of by a signal to it, and to nobody else. */
static struct landlock_limits limits_of(const struct sandbox_settings *s)
{
    bool listens = s->role == SANDBOX_WORKER || s->role == SANDBOX_NURSERY;
    return (struct landlock_limits){ .connect = !s->connects, .signal = listens };
}

bool sandbox_enter(const struct sandbox_settings *s, struct sandbox_state *state, struct error *e)
{
    *state = (struct sandbox_state){ .role = s->role, .off = s->off };
    if (s->off)
        return true;
#ifdef CAMWARDEN_SANITIZED
    state->sanitized = true;
    sandbox_allow(s->places, "/proc", SANDBOX_READ); /* its reports */
#endif
    const struct landlock_limits limits = limits_of(s);
    if (!landlock_enter(s->places, &limits, &state->landlock, e) ||
        !sandbox_refuse_softly(s->tally, e) || !seccomp_enter(s, e))
        return false;
    state->seccomp = true;
    return true;
}

void sandbox_say(const struct sandbox_state *s, struct sentence *out)
{
    if (s->off)
        sentence_format(out, "off (--no-sandbox)");
    else if (s->landlock > 0)
        sentence_format(out, "seccomp, Landlock %d%s", s->landlock,
                        s->sanitized ? ", wider for sanitizers" : "");
    else
        sentence_format(out, "seccomp, no Landlock in this kernel%s",
                        s->sanitized ? ", wider for sanitizers" : "");
}
