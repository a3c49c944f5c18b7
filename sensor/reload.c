/* The policy is read anew without a packet being judged by half of it: between two facts the judge
 * goes over to the new one. Workers use its list of factory passwords, so an old one is kept until
 * each of them has said that it uses the one in force. A policy with a mistake changes nothing. */
#include "sensor/sensor.h"

#include <stdio.h>

#include "sensor/service.h"

/* Who uses the list of the policy in force uses none of before. */
static void let_go_of_retired(struct sensor *s)
{
    struct reload *r = &s->reload;
    if (!live_crew_uses(s->crew, policy_secrets(s->verdicts.policy)))
        return;
    while (r->retired_n > 0)
        policy_free(r->retired[--r->retired_n]);
}

static void warn_of_hosts(const struct policy *before, const struct policy *now)
{
    if (policy_hosts(before) != policy_hosts(now))
        (void)fprintf(stderr, "camwarden: room for another number of hosts is made at a restart "
                              "only\n");
}

static void go_over_to(struct sensor *s, struct policy *policy)
{
    struct verdicts *v = &s->verdicts;
    s->reload.retired[s->reload.retired_n++] = v->policy;
    warn_of_hosts(v->policy, policy);
    policy_follow(policy, v->policy);
    v->policy = policy;
    if (!s->options.common.has_level)
        v->level = policy_level(policy);
    judge_use_policy(v->judge, policy);
    live_crew_use_secrets(s->crew, policy_secrets(policy));
    s->reload.loaded_ns = real_ns();
    s->reload.times++;
}

bool reload_policy(struct sensor *s, struct error *e)
{
    const char *path = s->options.common.policy;
    let_go_of_retired(s);
    if (s->reload.retired_n == RETIRED_MAX)
        return fail(e, "the last policies are still being handed over: try again");
    struct policy *policy = path != NULL ? policy_read(path, e) : policy_default();
    if (policy == NULL && path == NULL)
        fail(e, "no memory");
    if (policy == NULL) {
        s->reload.error = *e;
        (void)fprintf(stderr, "camwarden: the policy stays as it was: %s\n", e->s);
        return false;
    }
    s->reload.error.s[0] = '\0';
    go_over_to(s, policy);
    return true;
}

void reload_go_on(struct sensor *s)
{
    struct error told;
    let_go_of_retired(s);
    if (!s->reload.wanted || s->reload.retired_n == RETIRED_MAX)
        return;
    s->reload.wanted = false;
    (void)reload_policy(s, &told);
    service_reloaded();
}

void reload_all(struct sensor *s)
{
    service_reloading();
    post_reopen(s->post);
    s->reload.wanted = true;
    reload_go_on(s);
}
