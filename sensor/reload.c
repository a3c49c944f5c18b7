/* The policy is read anew without a packet being judged by half of it: between two facts the judge
 * goes over to the new one. Workers have a copy of the old one's secrets until they take the new
 * ones (worker_orders.h): nobody waits for them, so none of them can hold a reload up. A policy
 * with a mistake changes nothing. */
#include "sensor/sensor.h"

#include <stdio.h>

#include "sensor/service.h"

static void warn_of_hosts(const struct policy *before, const struct policy *now)
{
    if (policy_hosts(before) != policy_hosts(now))
        (void)fprintf(stderr, "camwarden: room for another number of hosts is made at a restart "
                              "only\n");
}

static void go_over_to(struct sensor *s, struct policy *policy)
{
    struct verdicts *v = &s->verdicts;
    struct policy *before = v->policy;
    warn_of_hosts(before, policy);
    policy_follow(policy, before);
    v->policy = policy;
    if (!s->options.common.has_level)
        v->level = policy_level(policy);
    judge_use_policy(v->judge, policy);
    live_crew_use_secrets(s->crew, policy_secrets(policy));
    policy_free(before);
    s->reload.loaded_ns = real_ns();
    s->reload.times++;
}

bool reload_policy(struct sensor *s, struct error *e)
{
    const char *path = s->options.common.policy;
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

void reload_all(struct sensor *s)
{
    struct error told;
    service_reloading();
    post_reopen(s->post);
    (void)reload_policy(s, &told);
    service_reloaded();
}
