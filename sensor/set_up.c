/* What the sensor opens with the rights it was started with, in that order, until it gives them
 * away; and the end of it all. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alerts/redis_url.h"
#include "core/secret.h"
#include "sensor/outbox_store.h"
#include "sensor/outputs.h"
#include "sensor/privileges.h"
#include "sensor/sandbox_places.h"
#include "sensor/sensor.h"
#include "sensor/state_folder.h"

static void hear(void *self, const struct alert *a)
{
    struct sensor *s = self;
    struct alert told = *a;
    if (s->evidence != NULL)
        told.capture = evidence_take(s->evidence, a);
    post_hear(s->post, &told);
}

/* "eth1,eth2", as the alerts have it. */
static void name_interfaces(const struct sensor_options *o, struct sentence *names)
{
    sentence_format(names, "%s", o->interface[0]);
    for (size_t i = 1; i < o->interfaces; i++) {
        struct sentence before = *names;
        sentence_format(names, "%s,%s", before.s, o->interface[i]);
    }
}

static bool open_evidence(struct sensor *s, const struct identity *identity, struct error *e)
{
    const struct common_options *c = &s->options.common;
    const struct evidence_settings settings = { .folder = c->evidence,
                                                .most = (uint64_t)c->evidence_mib << 20 };
    if (c->evidence == NULL)
        return true;
    s->evidence = evidence_open(&settings, e);
    if (s->evidence == NULL)
        return false;
    live_crew_frames_to(s->crew, evidence_taker(s->evidence));
    return evidence_give(s->evidence, identity->uid, identity->gid) ||
           fail(e, "%s cannot be given to %s: %s%s", c->evidence, identity->name.s,
                strerrordesc_np(errno),
                errno == EPERM ? " (it is somebody else's, or holds other files)" : "");
}

static bool open_outputs(struct sensor *s, struct error *e)
{
    const struct common_options *c = &s->options.common;
    name_interfaces(&s->options, &s->interfaces);
    beat_instance(s->instance);
    s->style = (struct eve_style){ .host = c->sensor,
                                   .compat = c->eve_compat == 7 ? EVE_7 : EVE_8,
                                   .interface = s->interfaces.s };
    if (c->state != NULL && !state_folder_make(c->state, e))
        return false;
    struct post_settings settings = { .style = s->style,
                                      .sensor = c->sensor,
                                      .outbox = { .folder = c->state } };
    s->post = post_new(&settings, e);
    if (s->post == NULL)
        return false;
    struct outputs to;
    bool opened = outputs_of(c, &to, e);
    for (size_t i = 0; opened && i < to.n; i++)
        opened = post_add(s->post, to.output[i].sink, to.output[i].where, e);
    wipe_stack(); /* logins were read */
    if (c->redis != NULL)
        redis_url_hide(c->redis); /* out of what `ps` shows */
    return opened &&
           (c->state == NULL || outbox_remember(&s->memory, post_outbox(s->post), &s->verdicts, e));
}

/* The workers' process is forked here: nothing of what comes later is in it. */
static bool open_crew(struct sensor *s, const struct identity *identity, struct error *e)
{
    struct flow_settings settings = flow_settings_default();
    settings.secrets = policy_secrets(s->verdicts.policy);
    settings.classified = s->options.common.no_ndpi ? 0 : settings.classified;
    if (!privileges_may_listen())
        return fail(e, "listening takes CAP_NET_RAW: run it as root, or by its service");
    s->tally = sandbox_tally_new();
    if (s->tally == NULL)
        return fail(e, "no sandbox: no memory");
    struct crew_settings crew = {
        .options = &s->options, .flows = &settings, .identity = identity, .tally = s->tally
    };
    s->crew = live_crew_open(&crew, e);
    return s->crew != NULL;
}

/* The file of alerts is opened again after a log rotation, without the rights we came with. */
static void give_away_eve(const char *path, const struct identity *identity)
{
    if (path == NULL || strcmp(path, "-") == 0 || path_give(path, identity))
        return;
    (void)fprintf(stderr, "camwarden: %s cannot be given to %s and so not be opened anew: %s\n",
                  path, identity->name.s, strerrordesc_np(errno));
}

/* What it still opens after the start. */
static bool enter_sandbox(struct sensor *s, struct error *e)
{
    const struct sensor_options *o = &s->options;
    struct sandbox_places *places = sandbox_places_new();
    if (places == NULL)
        return fail(e, "no sandbox: no memory");
    sandbox_allow_sensor(places, o);
    const struct sandbox_settings settings = { .role = SANDBOX_SENSOR,
                                               .off = o->common.no_sandbox,
                                               .child = live_crew_nursery(s->crew),
                                               .connects = sandbox_connects(&o->common),
                                               .places = places,
                                               .tally = s->tally };
    bool entered = sandbox_enter(&settings, &s->sandbox, e);
    sandbox_places_free(places);
    return entered;
}

bool sensor_set_up(struct sensor *s, struct error *e, int *status)
{
    struct identity identity;
    struct alert_listener to = { hear, s };
    *status = EXIT_USAGE;
    if (!verdicts_read_policy(&s->verdicts, &s->options.common, e) ||
        !identity_find(s->options.user, &identity, e))
        return false;
    *status = EXIT_INPUT;
    if (!open_crew(s, &identity, e))
        return false;
    s->verdicts.live = true;
    *status = EXIT_DELIVERY;
    if (!verdicts_open(&s->verdicts, &s->judged, to, e))
        return false;
    s->places = policy_hosts(s->verdicts.policy);
    s->published = calloc(s->places, sizeof *s->published);
    if (s->published == NULL)
        return fail(e, "no memory");
    if (!open_outputs(s, e) || !open_evidence(s, &identity, e))
        return false;
    *status = EXIT_USAGE;
    struct control_settings control = { .path = s->options.control,
                                        .uid = identity.uid,
                                        .gid = identity.gid };
    s->control = control_open(&control, (struct control_answerer){ sensor_answer, s }, e);
    if (s->control == NULL)
        return false;
    if (s->options.metrics.kind != METRICS_NOWHERE) {
        s->metrics = metrics_http_open(&s->options.metrics, identity.uid, identity.gid, e);
        if (s->metrics == NULL)
            return false;
    }
    give_away_eve(s->options.common.eve, &identity);
    const char *state = s->options.common.state;
    if (state != NULL && !state_folder_give(state, &identity, e))
        return false;
    return privileges_drop(&identity, e) && enter_sandbox(s, e);
}

void sensor_release(struct sensor *s)
{
    metrics_http_close(s->metrics);
    live_crew_close(s->crew);
    if (s->control != NULL)
        control_close(s->control);
    if (s->post != NULL)
        (void)post_close(s->post, 0);
    struct error e;
    if (!evidence_close(s->evidence, &e))
        (void)fprintf(stderr, "camwarden: %s\n", e.s);
    memory_free(s->memory);
    verdicts_close(&s->verdicts);
    (void)sandbox_refused_tell(s->tally, s->refused);
    sandbox_tally_free(s->tally);
    free(s->published);
    free(s);
}
