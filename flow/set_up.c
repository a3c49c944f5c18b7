/* The flow engine's memory, taken whole, and what it was set to. */
#include "flow/flow.h"

#include "flow/flows.h"

#include <stdlib.h>

#include "core/secret.h"

static const uint64_t second_ns = 1000000000;

struct flow_settings flow_settings_default(void)
{
    return (struct flow_settings){
        .flows = 1 << 16,
        .tails = 1 << 12,
        .held = 3 << 12,
        .classified = 1 << 12,
        .tcp_idle_ns = 3600 * second_ns,
        .udp_idle_ns = 120 * second_ns,
    };
}

static uint32_t power_of_two_above(uint32_t n)
{
    uint32_t power = 2;
    while (power < n)
        power *= 2;
    return power;
}

static bool make_parts(struct flows *fs)
{
    const struct flow_settings *s = &fs->settings;
    uint32_t buckets = power_of_two_above(s->flows);
    fs->all = calloc(s->flows, sizeof *fs->all);
    fs->states = wire_memory_new(s->flows * sizeof *fs->states);
    fs->buckets = malloc(buckets * sizeof *fs->buckets);
    if (fs->all == NULL || fs->states == NULL || fs->buckets == NULL)
        return false;
    memset(fs->buckets, 0xff, buckets * sizeof *fs->buckets);
    fs->bucket_mask = buckets - 1;
    return tail_pool_make(&fs->tails, s->tails) && held_pool_make(&fs->held, s->held);
}

struct flows *flows_new(const struct flow_settings *settings, struct counters *counters,
                        struct observer to)
{
    struct flows *fs = calloc(1, sizeof *fs);
    if (fs == NULL)
        return NULL;
    fs->settings = *settings;
    fs->counters = counters;
    fs->hash_key = hash_key_new();
    fs->free = no_flow;
    fs->moment.turn = UINT64_MAX;
    fs->lists[0] = (struct age_list){ no_flow, no_flow, settings->udp_idle_ns };
    fs->lists[1] = (struct age_list){ no_flow, no_flow, settings->tcp_idle_ns };
    fs->unanswered = (struct age_list){ no_flow, no_flow, 0 };
    if (!make_parts(fs)) {
        flows_free(fs);
        return NULL;
    }
    fs->feeding =
        (struct feeding){ .tails = &fs->tails,
                          .counters = counters,
                          .keys = media_keys_new(),
                          .unpackers = unpackers_new(counters),
                          .media = settings->media,
                          .to = to,
                          .remarks = &fs->remarks,
                          .where = settings->where != NULL ? settings->where : &fs->nowhere };
    flows_use_secrets(fs, settings->secrets);
    fs->classifier = classifier_new(settings->classified);
    if (settings->at_once)
        classifier_prepare(fs->classifier);
    if (settings->at_once || settings->keys_at_once)
        (void)flows_try_keys(fs);
    return fs;
}

bool flows_try_keys(struct flows *fs)
{
    return fs->feeding.keys != NULL && media_keys_prepare(fs->feeding.keys);
}

void flows_free(struct flows *fs)
{
    if (fs == NULL)
        return;
    classifier_free(fs->classifier);
    media_keys_free(fs->feeding.keys);
    unpackers_free(fs->feeding.unpackers);
    held_pool_drop(&fs->held);
    tail_pool_drop(&fs->tails);
    free(fs->buckets);
    wire_memory_free(fs->states, fs->settings.flows * sizeof *fs->states);
    free(fs->all);
    free(fs);
}

void flows_use_secrets(struct flows *fs, const struct known_secrets *secrets)
{
    fs->settings.secrets = secrets;
    fs->feeding.defaults = secrets != NULL ? &secrets->passwords : NULL;
    if (fs->feeding.keys != NULL)
        media_keys_use(fs->feeding.keys, secrets != NULL ? secrets->srtp : NULL);
}
