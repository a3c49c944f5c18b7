/* An entry of the ledger as it is kept: one JSON object. The packet that was the evidence is not in
 * it: whatever is told later is told of a ruling that was heard later. */
#include "alerts/jot.h"
#include "alerts/ledger_parts.h"
#include "alerts/reread.h"

enum { VERSION = 1 };

/* Up to when what happens to it has been entered. */
static uint64_t known_until(const struct entry *e)
{
    uint64_t heard_ns = e->open ? e->alert.last_ns : e->alert.ruling.evidence.time_ns;
    heard_ns = heard_ns > e->alert.last_ns ? heard_ns : e->alert.last_ns;
    return heard_ns > e->known_ns ? heard_ns : e->known_ns;
}

size_t ledger_value_write(const struct entry *e, char *out, size_t room)
{
    const struct alert *a = &e->alert;
    json_t *o = json_object();
    jot_number(o, "version", VERSION);
    jot_value(o, "camera", jot_camera(&a->ruling.camera));
    jot_text(o, "item", a->ruling.item->number);
    jot_text(o, "id", a->id);
    jot_text(o, "reason", a->reason);
    jot_text(o, "why", a->ruling.why.s);
    jot_value(o, "open", json_boolean(e->open));
    jot_value(o, "told", json_boolean(e->told));
    jot_value(o, "suppressed", json_boolean(a->ruling.suppressed));
    jot_number(o, "reopened", e->reopened);
    jot_number(o, "count", a->count);
    jot_number(o, "first_ns", a->first_ns);
    jot_number(o, "last_ns", a->last_ns);
    jot_number(o, "told_count", e->told_count);
    jot_number(o, "told_ns", e->told_ns);
    jot_number(o, "known_ns", known_until(e));
    return jot_line(o, out, room);
}

static void read_alert(const json_t *o, struct alert *a)
{
    struct text id = reread_text(o, "id");
    memcpy(a->id, id.s, sizeof a->id - 1);
    a->count = reread_number(o, "count");
    a->first_ns = reread_number(o, "first_ns");
    a->last_ns = reread_number(o, "last_ns");
    a->ruling.verdict = a->ruling.before = VERDICT_FAIL;
    a->ruling.times = 1;
    a->ruling.suppressed = reread_flag(o, "suppressed");
    a->ruling.why = reread_sentence(o, "why");
    a->ruling.evidence = (struct observation){ .kind = OBS_APPLICATION, .time_ns = a->last_ns };
}

/* What cannot be is damaged. */
static bool is_sound(const struct entry *e)
{
    const struct alert *a = &e->alert;
    return a->ruling.item != NULL && strlen(a->id) == ALERT_ID_MAX - 1 && a->count > 0 &&
           a->first_ns > 0 && a->first_ns <= a->last_ns && e->told_count <= a->count;
}

bool ledger_value_read(struct bytes value, struct words *words,
                       const struct guide_item *(*item)(const char *number), struct entry *e)
{
    json_t *o = reread_value(value, VERSION);
    if (o == NULL)
        return false;
    struct alert *a = &e->alert;
    read_alert(o, a);
    e->open = reread_flag(o, "open");
    e->told = reread_flag(o, "told");
    e->reopened = (uint32_t)reread_number(o, "reopened");
    e->told_ns = reread_number(o, "told_ns");
    e->told_count = reread_number(o, "told_count");
    e->known_ns = reread_number(o, "known_ns");
    a->ruling.item = item(reread_text(o, "item").s);
    a->reason = a->ruling.reason = words_keep(words, reread_text(o, "reason").s);
    bool named = reread_camera(json_object_get(o, "camera"), &a->ruling.camera);
    json_decref(o);
    return named && is_sound(e);
}
