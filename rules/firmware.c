/* Guide item 2.2, Use of the latest firmware: the version that the camera names, against the oldest
 * that the policy allows for its model. Which one is the latest no wire says.
 *
 * How it works: the camera may describe itself by several protocols (Easy IP, mDNS, ...), and each
 * may name another model or version, above all while it is being updated. The last description by
 * each of two is kept, and they are judged together; a third one counts only once one of these is
 * silent for a day or if it says more, lest the verdict waver with whoever spoke last. What the
 * camera runs now is about the item itself, so every verdict ends the one before it. */
#include "rules/moment.h"
#include "rules/rule.h"
#include "rules/version.h"

enum { DESCRIPTIONS_MAX = 2 };

static const uint64_t duplicate_ns = 1000000000;
static const uint64_t silence_ns = 86400000000000;

/* What was said of it by one protocol. */
struct description {
    const char *protocol; /* NULL: none */
    uint64_t last_ns;
    struct text model;
    struct text firmware;
};

struct memory {
    struct description said[DESCRIPTIONS_MAX];
    uint64_t failed_ns; /* when it was last said to be too old; 0: it is not */
};

_Static_assert(sizeof(struct memory) <= ITEM_MEMORY_MAX, "memory of an item");

/* What all descriptions come to. Pointers are NULL where there is none. */
struct finding {
    const struct description *any;
    const struct description *older;
    const struct description *enough;
    const struct description *unclear;
    const char *minimum; /* of the last one that could be compared */
};

static bool is_said(const struct text *t)
{
    return t->s[0] != '\0';
}

/* Whether it makes room for another protocol's: it is silent, or says less. */
static bool gives_way(const struct description *d, const struct observation *o)
{
    bool silent = o->time_ns > d->last_ns && o->time_ns - d->last_ns >= silence_ns;
    bool more = is_said(&o->device.model) && is_said(&o->device.firmware);
    return d->protocol == NULL || silent || (more && !is_said(&d->firmware));
}

/* NULL: there is no room. */
static struct description *description_by(struct memory *m, const struct observation *o)
{
    struct description *room = NULL;
    for (size_t i = 0; i < DESCRIPTIONS_MAX; i++) {
        struct description *d = &m->said[i];
        if (d->protocol != NULL && is_by(o, d->protocol))
            return d;
        if (gives_way(d, o) && (room == NULL || d->last_ns < room->last_ns))
            room = d;
    }
    if (room != NULL)
        *room = (struct description){ .protocol = o->protocol };
    return room;
}

static bool note(struct memory *m, const struct observation *o)
{
    struct description *d = description_by(m, o);
    if (d == NULL)
        return false;
    d->last_ns = o->time_ns;
    if (is_said(&o->device.model))
        d->model = o->device.model;
    if (is_said(&o->device.firmware))
        d->firmware = o->device.firmware;
    return true;
}

/* By the model it was said with, else by another that the camera names itself. */
static const char *minimum_for(const struct memory *m, const struct description *d,
                               const struct policy *policy)
{
    const char *minimum = policy_firmware(policy, d->model.s);
    for (size_t i = 0; minimum == NULL && i < DESCRIPTIONS_MAX; i++)
        minimum = policy_firmware(policy, m->said[i].model.s);
    return minimum;
}

static struct finding compare(const struct memory *m, const struct policy *policy)
{
    struct finding f = { 0 };
    for (size_t i = 0; i < DESCRIPTIONS_MAX; i++) {
        const struct description *d = &m->said[i];
        const char *minimum = is_said(&d->firmware) ? minimum_for(m, d, policy) : NULL;
        if (is_said(&d->firmware))
            f.any = d;
        if (minimum == NULL)
            continue;
        enum version_order order = version_against(d->firmware.s, minimum);
        f.minimum = minimum;
        if (order == VERSION_OLDER)
            f.older = d;
        else if (order == VERSION_ENOUGH)
            f.enough = d;
        else
            f.unclear = d;
    }
    return f;
}

static struct opinion without_minimum(const struct description *d)
{
    if (!is_said(&d->model))
        return opine(VERDICT_UNKNOWN, "no-model",
                     "runs firmware %s by its own word (%s), but does not name its model",
                     d->firmware.s, d->protocol);
    return opine(VERDICT_UNKNOWN, "no-minimum",
                 "runs firmware %s (%s); the policy names no minimum for that model", d->firmware.s,
                 d->model.s);
}

static struct opinion opinion_of(const struct finding *f)
{
    if (f->minimum == NULL)
        return without_minimum(f->any);
    if (f->unclear != NULL)
        return opine(VERDICT_SUSPECT, "firmware-unclear",
                     "firmware %s cannot be compared with the minimum, %s", f->unclear->firmware.s,
                     f->minimum);
    if (f->older != NULL && f->enough != NULL)
        return opine(VERDICT_SUSPECT, "firmware-disputed",
                     "runs firmware %s by %s, but %s by %s; the minimum is %s",
                     f->older->firmware.s, f->older->protocol, f->enough->firmware.s,
                     f->enough->protocol, f->minimum);
    if (f->older != NULL)
        return opine(VERDICT_FAIL, "firmware-old", "runs firmware %s (%s); the minimum is %s",
                     f->older->firmware.s, f->older->model.s, f->minimum);
    return opine(VERDICT_PASS, "firmware-enough", "runs firmware %s (%s); the minimum is %s",
                 f->enough->firmware.s, f->enough->model.s, f->minimum);
}

static struct opinion weigh(const struct weighing *w)
{
    struct memory *m = w->memory;
    const struct observation *o = w->o;
    if (o->protocol == NULL || (!is_said(&o->device.model) && !is_said(&o->device.firmware)))
        return silent();
    if (!note(m, o))
        return silent();
    struct finding f = compare(m, w->policy);
    if (f.any == NULL)
        return silent();
    struct opinion x = opinion_of(&f);
    x.mends = true;
    bool fails = x.verdict == VERDICT_FAIL;
    bool again = fails && m->failed_ns != 0 && o->time_ns >= m->failed_ns &&
                 o->time_ns - m->failed_ns < duplicate_ns; /* a mirror shows it twice */
    if (again)
        return silent();
    m->failed_ns = fails ? o->time_ns : 0;
    return x;
}

/* The model stays what it is: without it a FAIL would end for want of a minimum. */
static void forget(void *memory)
{
    struct memory *m = memory;
    for (size_t i = 0; i < DESCRIPTIONS_MAX; i++)
        m->said[i].firmware.s[0] = '\0';
}

static void move(void *memory, int64_t by_ns)
{
    struct memory *m = memory;
    move_time(&m->failed_ns, by_ns);
    for (size_t i = 0; i < DESCRIPTIONS_MAX; i++)
        move_time(&m->said[i].last_ns, by_ns);
}

const struct item firmware_item = {
    .about = {
        .number = "2.2",
        .title = "Use of the latest firmware",
        .recommended = "the latest",
        .level = LEVEL_ENTRY,
        .signature = 7222000,
        .severity = 2,
        .category = "Misc activity",
        .cwe = "CWE-1104",
        .meaning = "Weaknesses are mended by new firmware, so it should be looked for regularly and be installed.",
        .judged = "By the version the camera names (Easy IP, ONVIF, i-PRO's getinfo, SADP, mDNS and other discovery) against the policy's "
                  "minimum for its model. FAIL: it is older, number by number: 3.9 is older than 3.10. PASS: it is as new, or "
                  "newer. SUSPECT: it describes itself by two protocols, and only one of the versions is too "
                  "old; or the words in the versions differ, so that they cannot be compared. Without a minimum it stays UNKNOWN, and "
                  "the version is told. Whether the minimum is still the latest, only the maker's pages say. "
                  "A newer version ends a FAIL.",
        .remedy = "Download the firmware from the maker's support pages and install it from [Maintenance] in the "
                  "Settings menu.",
        .unseen = "This camera did not say which firmware it runs.",
        .decides = "A search by Easy IP, or by its maker's tool, makes it say so; `firmware` in the policy says which "
                   "version is enough.",
    },
    .observable = true,
    .listens = { [PART_SUBJECT] = 1u << OBS_DEVICE },
    .memory_n = sizeof(struct memory),
    .weigh = weigh,
    .forget = forget,
    .until_boot = true,
    .move = move,
};
