#include "rules/learn.h"

#include "rules/vendors.h"

const uint32_t learn_listens[PARTS] = {
    [PART_CLIENT] = 1u << OBS_DISCOVERY,
    [PART_SERVER] =
        1u << OBS_DISCOVERY | 1u << OBS_EXCHANGE | 1u << OBS_CHALLENGE | 1u << OBS_STREAM,
    [PART_SUBJECT] = 1u << OBS_DEVICE | 1u << OBS_SETUP,
};

bool learn_wants(const struct observation *o, enum part part)
{
    return part == PART_CLIENT && rtsp_was_watched(o);
}

static const char says_so[] = "says that it is one";

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
    if (v == NULL || v->name[0] == '\0' || c->name.make.s[0] != '\0')
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
    c->recorder |= o->device.recorder || vendor_model_records(o->device.model.s);
    c->says_camera |= o->device.camera;
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

/* What the fact proves, with what was shown before it, or NULL. */
static const char *proof_of(struct camera *c, const struct weighing *w,
                            const struct vendor_mark *by_words)
{
    const struct observation *o = w->o;
    const char *by_rtsp = w->part == PART_SERVER ? rtsp_server_weigh(&c->rtsp, o) : NULL;
    if (acknowledges_easy_ip(w))
        return "can be set up by Easy IP";
    if (o->kind == OBS_DEVICE && o->device.camera)
        return says_so;
    if (shows_itself_by_onvif(w))
        return "shows itself by ONVIF discovery";
    if (by_words->weight == VENDOR_PROVES)
        return "names itself as a camera maker's";
    return by_rtsp;
}

static struct vendor_mark mark_by_words(const struct weighing *w)
{
    const struct observation *o = w->o;
    if (w->part == PART_SERVER && o->kind == OBS_CHALLENGE)
        return vendor_by_realm(o->challenge.realm.s);
    if (w->part == PART_SERVER && o->kind == OBS_EXCHANGE && o->exchange.act == ACT_RESPONSE)
        return vendor_by_agent(o->exchange.agent.s);
    return (struct vendor_mark){ 0 };
}

static bool answers(const struct weighing *w)
{
    bool refuses = w->o->kind == OBS_SERVICE && w->o->service.state != SERVICE_OPEN;
    return w->part == PART_SERVER && !w->o->from_client && !refuses;
}

static bool has_video(const struct weighing *w)
{
    const struct observation *o = w->o;
    bool sends = o->kind == OBS_MEDIA && o->media.type == MEDIA_VIDEO && is_sender(w);
    return sends || (w->part == PART_SERVER && rtsp_serves(o));
}

/* The MAC of a camera maker counts once a second sign comes with it: the more else the maker
 * makes, the better a sign. Where only cameras have it any fact will do that the host has a part
 * in, were it a port it refuses. But Easy IP says itself what it comes from: recorders of the same
 * maker speak it too. */
static bool is_makers(const struct camera *c, const struct weighing *w)
{
    if (!c->mac_proved || is_by(w->o, "easyip"))
        return false;
    switch (vendor_by_mac(&c->name.mac).weight) {
    case VENDOR_PROVES:
        return true;
    case VENDOR_WITH_SERVICE:
        return answers(w) || has_video(w);
    case VENDOR_WITH_VIDEO:
        return has_video(w);
    case VENDOR_NAMES:
        break;
    }
    return false;
}

/* Also in an earlier run. */
static bool says_so_itself(const struct camera *c)
{
    return c->says_camera || (c->own_proof != NULL && strcmp(c->own_proof, says_so) == 0);
}

/* Who watches what others serve is a recorder or a screen, whoever made it; Hikvision's ask for a
 * login in the name of their model. What says itself that it is a camera is one all the same. */
static bool acts_as_recorder(const struct camera *c, const struct weighing *w)
{
    bool watches = w->part == PART_CLIENT && rtsp_was_watched(w->o);
    bool asks = w->part == PART_SERVER && w->o->kind == OBS_CHALLENGE &&
                vendor_realm_records(w->o->challenge.realm.s);
    return (watches || asks) && !says_so_itself(c);
}

static const char *proof_by_policy(const struct camera *c, const struct policy *p, bool *denied)
{
    const struct listed_camera *listed = policy_camera(p, &c->name.mac, &c->name.ip);
    *denied = (listed == NULL || !listed->by_itself) && policy_is_any_server(p, &c->name.ip);
    return listed != NULL && !*denied ? "is listed by the policy" : NULL;
}

/* Also of a camera that the policy lists: it may be listed no longer one day. */
static void note_own_proof(struct camera *c, const struct weighing *w,
                           const struct vendor_mark *by_words)
{
    if (c->own_proof != NULL || c->recorder)
        return;
    c->own_proof = proof_of(c, w, by_words);
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
    const struct vendor_mark by_words = mark_by_words(w);
    bool denied = false;
    adopt_make(c, by_words.vendor);
    if (w->part == PART_SUBJECT && w->o->kind == OBS_DEVICE)
        learn_device(c, w->o);
    c->recorder |= acts_as_recorder(c, w);
    note_own_proof(c, w, &by_words);
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
