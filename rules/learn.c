#include "rules/learn.h"

#include "rules/vendors.h"

const uint32_t learn_listens[PARTS] = {
    [PART_CLIENT] = 1u << OBS_DISCOVERY,
    [PART_SERVER] =
        1u << OBS_DISCOVERY | 1u << OBS_EXCHANGE | 1u << OBS_CHALLENGE | 1u << OBS_STREAM,
    [PART_SUBJECT] = 1u << OBS_DEVICE | 1u << OBS_SETUP,
};

/* What it says; what it leaves out stays. */
static void adopt(struct camera *c, struct text *known, const struct text *said)
{
    if (said->s[0] == '\0' || strcmp(known->s, said->s) == 0)
        return;
    *known = *said;
    c->renamed++;
}

static void adopt_make(struct camera *c, const struct vendor *v)
{
    if (v == NULL || c->name.make.s[0] != '\0')
        return;
    text_format(&c->name.make, "%s", v->name);
    c->renamed++;
}

static void learn_device(struct camera *c, const struct observation *o)
{
    adopt(c, &c->name.make, &o->device.make);
    adopt(c, &c->name.model, &o->device.model);
    adopt(c, &c->name.firmware, &o->device.firmware);
    adopt(c, &c->name.serial, &o->device.serial);
    if (o->device.title.s[0] != '\0')
        camera_call(c, &o->device.title);
    c->recorder = c->recorder || o->device.recorder;
}

static bool is_rtsp_server(const struct observation *o)
{
    if (o->from_client)
        return false;
    if (o->kind == OBS_CHALLENGE)
        return is_by(o, "rtsp");
    if (o->kind == OBS_STREAM)
        return o->stream.act == ACT_NOTIFY || o->stream.status == 200;
    if (o->kind != OBS_EXCHANGE || !is_by(o, "rtsp") || o->exchange.act != ACT_RESPONSE)
        return false;
    struct bytes method = bytes_of_text(o->exchange.method.s);
    bool of_media = bytes_equal_text(method, "DESCRIBE") || bytes_equal_text(method, "SETUP");
    return o->exchange.status == 401 || (o->exchange.status == 200 && of_media);
}

/* Answers and announcements come with a fact of their own (OBS_DEVICE) that says whether it is a
 * camera or a recorder; an acknowledgement says nothing else. */
static bool acknowledges_easy_ip(const struct weighing *w)
{
    const struct observation *o = w->o;
    return w->part == PART_SUBJECT && o->kind == OBS_SETUP && o->setup.checksum_ok &&
           o->setup.act == ACT_ACK;
}

static bool shows_itself_by_onvif(const struct weighing *w)
{
    const struct observation *o = w->o;
    if (o->kind != OBS_DISCOVERY || !is_sender(w) || o->discovery.act == ACT_SEARCH)
        return false;
    struct bytes type = bytes_of_text(o->discovery.type.s);
    return bytes_find(type, "NetworkVideoTransmitter") < type.n;
}

/* What this fact alone proves, or NULL. */
static const char *proof_of(const struct weighing *w, const struct vendor *by_words)
{
    const struct observation *o = w->o;
    if (acknowledges_easy_ip(w))
        return "can be set up by Easy IP";
    if (o->kind == OBS_DEVICE && o->device.camera)
        return "says that it is one";
    if (shows_itself_by_onvif(w))
        return "shows itself by ONVIF discovery";
    if (w->part == PART_SERVER && is_rtsp_server(o))
        return "answers RTSP";
    if (by_words != NULL && by_words->cameras)
        return "names itself as a camera maker's";
    return NULL;
}

static const struct vendor *vendor_by_words(const struct weighing *w)
{
    const struct observation *o = w->o;
    if (w->part != PART_SERVER)
        return NULL;
    if (o->kind == OBS_CHALLENGE)
        return vendor_by_realm(o->challenge.realm.s);
    if (o->kind == OBS_EXCHANGE && o->exchange.act == ACT_RESPONSE)
        return vendor_by_agent(o->exchange.agent.s);
    return NULL;
}

/* The MAC of a camera maker counts once a second sign comes with it: any fact that the host has a
 * part in, were it a port it refuses. But Easy IP says itself what it comes from: recorders of the
 * same maker speak it too. */
static bool is_makers(const struct camera *c, const struct weighing *w)
{
    const struct vendor *v = c->mac_proved ? vendor_by_mac(&c->name.mac) : NULL;
    return v != NULL && v->cameras && !is_by(w->o, "easyip");
}

static const char *proof_by_policy(const struct camera *c, const struct policy *p, bool *denied)
{
    const struct listed_camera *listed = policy_camera(p, &c->name.mac, &c->name.ip);
    *denied = (listed == NULL || !listed->by_itself) && policy_is_any_server(p, &c->name.ip);
    return listed != NULL && !*denied ? "is listed by the policy" : NULL;
}

/* Also of a camera that the policy lists: it may be listed no longer one day. */
static void note_own_proof(struct camera *c, const struct weighing *w,
                           const struct vendor *by_words)
{
    if (c->own_proof != NULL || c->recorder)
        return;
    c->own_proof = proof_of(w, by_words);
    if (c->own_proof == NULL && is_makers(c, w))
        c->own_proof = "has a camera maker's MAC address";
}

/* What it is by all that is known. */
static const char *verdict_on(const struct camera *c, const struct policy *p, bool *denied)
{
    const char *proof = proof_by_policy(c, p, denied);
    return proof == NULL && !c->recorder && !*denied ? c->own_proof : proof;
}

void learn(struct camera_book *b, uint32_t place, const struct weighing *w)
{
    struct camera *c = book_at(b, place);
    const struct vendor *by_words = vendor_by_words(w);
    bool denied = false;
    adopt_make(c, by_words);
    if (w->part == PART_SUBJECT && w->o->kind == OBS_DEVICE)
        learn_device(c, w->o);
    note_own_proof(c, w, by_words);
    if (c->proof == NULL || c->recorder)
        book_prove(b, place, verdict_on(c, w->policy, &denied));
}

void learn_policy(struct camera_book *b, uint32_t place, const struct policy *policy)
{
    struct camera *c = book_at(b, place);
    bool denied = false;
    const char *proof = verdict_on(c, policy, &denied);
    bool stays = c->proof != NULL && c->proof == c->own_proof && !denied;
    if (!stays)
        book_prove(b, place, proof);
}
