/* Facts of any kind and order, such as a worker that was taken over may tell, all the way to the
 * alerts' lines. Orders and policies come between, time jumps, and the sensor ends, or is killed,
 * and goes on with what it kept. Whatever was told: an alert opens before it goes on or ends, none
 * is open twice, what is broken has one, every line is JSON and numbered in order, and the same
 * facts say the same. */

#include <jansson.h>
#include <stdlib.h>

#include "alerts/eve.h"
#include "core/observation_sound.h"
#include "tests/fuzz/fact_script.h"
#include "tests/fuzz/scratch.h"
#include "tests/fuzz/values.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { POLICIES = 3, ALERTS = 1024, STEPS_MAX = 256 };

static const char *const policy_texts[POLICIES] = {
    "limits: {hosts: 32}\n",
    "limits: {hosts: 32}\nlevel: advanced\ncameras:\n"
    "  - {name: gate, mac: 00:80:45:00:00:01, exceptions: [3.2.1]}\n  - network: 192.0.2.8/29\n",
    "limits: {hosts: 32}\nlevel: entry\nservers: {ftp: [192.0.2.2], ntp: [192.0.2.10]}\n"
    "passwords: {fingerprints: on, max_age: 180d}\n",
};

static const uint64_t waits_ns[] = {
    0, 1000000, 100000000, 1000000000, 30000000000, 3600000000000, 86400000000000, 2592000000000000,
};

struct open_alert {
    char id[ALERT_ID_MAX];
    struct text camera;
    const struct guide_item *item;
};

struct run {
    bool live;
    bool again; /* what was broken before is told with its next FAIL */
    struct verdicts v;
    struct counters counters;
    struct memory *memory;
    struct values *kept;
    uint64_t time_ns, frame_no, told;
    uint64_t sum; /* of all lines */
    size_t n;
    struct open_alert open[ALERTS];
};

static void demand(bool ok)
{
    if (!ok)
        abort();
}

/* ---- what is told ---- */

static size_t find(const struct run *r, const struct text *camera, const struct guide_item *item)
{
    size_t i = 0;
    while (i < r->n && (r->open[i].item != item || strcmp(r->open[i].camera.s, camera->s) != 0))
        i++;
    return i;
}

static bool is_told(const struct run *r, const struct text *camera, const struct guide_item *item)
{
    return find(r, camera, item) < r->n;
}

static void enter(struct run *r, const struct alert *a)
{
    const struct ruling *of = &a->ruling;
    size_t i = find(r, &of->camera.id, of->item);
    if (a->event == ALERT_OPENED) {
        demand(i == r->n && r->n < ALERTS);
        r->open[r->n] = (struct open_alert){ .camera = of->camera.id, .item = of->item };
        memcpy(r->open[r->n++].id, a->id, sizeof a->id);
        return;
    }
    demand(i < r->n && strcmp(r->open[i].id, a->id) == 0);
    if (a->event == ALERT_RESOLVED)
        r->open[i] = r->open[--r->n];
}

static void check_json(const char *line, size_t n)
{
    for (size_t i = 0; i < n; i++)
        demand(line[i] >= ' ' && line[i] <= '~');
    json_t *o = json_loadb(line, n, JSON_REJECT_DUPLICATES, NULL);
    demand(json_is_object(o));
    json_decref(o);
}

static void hear_alert(void *self, const struct alert *a)
{
    static char line[EVE_LINE_MAX];
    struct eve_style style = { .host = "here" };
    struct run *r = self;
    demand(a->sequence == ++r->told && a->count > 0 && a->first_ns <= a->last_ns);
    enter(r, a);
    size_t n = eve_write(a, &style, line, sizeof line);
    demand(n > 0);
    check_json(line, n);
    for (size_t i = 0; i < n; i++)
        r->sum = r->sum * 31 + (uint8_t)line[i];
}

/* ---- a sensor ---- */

/* The file stays: there are few, and each is read once. */
static const char *policy_path(size_t which)
{
    static char path[POLICIES][SCRATCH_PATH];
    if (path[which][0] == '\0') {
        char name[] = "policy0.yaml";
        name[6] = (char)('0' + which);
        scratch_write(name, bytes_of_text(policy_texts[which]), 0600);
        scratch_path(name, path[which]);
    }
    return path[which];
}

static struct policy *read_policy(size_t which)
{
    struct error e;
    struct policy *p = policy_read(policy_path(which % POLICIES), &e);
    demand(p != NULL);
    return p;
}

static void begin(struct run *r, struct policy *p)
{
    struct error e;
    r->v = (struct verdicts){ .policy = p, .live = r->live, .level = policy_level(p) };
    demand(verdicts_open(&r->v, &r->counters, (struct alert_listener){ hear_alert, r }, &e));
    r->memory = memory_new(values_store(r->kept), &r->v, r->live);
    demand(r->memory != NULL);
    (void)memory_recall(r->memory, r->told, r->live ? r->time_ns : 0);
}

static void end(struct run *r)
{
    memory_free(r->memory);
    verdicts_close(&r->v);
}

static void go_over(struct run *r, size_t which)
{
    struct policy *p = read_policy(which), *before = r->v.policy;
    policy_follow(p, before);
    r->v.policy = p;
    r->v.level = policy_level(p);
    judge_use_policy(r->v.judge, p);
    policy_free(before);
}

static void start_again(struct run *r, bool killed)
{
    if (!killed)
        memory_keep_all(r->memory);
    r->again = true;
    struct policy *p = read_policy(0);
    end(r);
    begin(r, p);
}

/* ---- what befalls it ---- */

static void suppress(struct run *r, struct cursor *c)
{
    struct error e;
    const char *camera = r->n > 0 ? r->open[take_u8(c) % r->n].camera.s : "*";
    struct suppress_order order = { .camera = camera,
                                    .item = items[take_u8(c) % items_n]->about.number,
                                    .reason = "known",
                                    .until_ns = r->time_ns + waits_ns[take_u8(c) % 8] };
    if (judge_suppress(r->v.judge, &order, &e))
        memory_keep_orders(r->memory);
}

static void reflect(struct run *r)
{
    if (r->live)
        judge_reflect(r->v.judge, r->time_ns);
    else
        judge_end(r->v.judge, r->time_ns);
    verdicts_reflect(&r->v, r->time_ns);
    memory_keep_some(r->memory, r->time_ns / 1000000000);
    ledger_keep_some(r->v.ledger);
}

static void see(struct run *r, struct cursor *c)
{
    static struct constants constants;
    struct observation o = script_fact(c);
    if (constants.n == 0)
        constants = constants_of_program();
    o.time_ns = r->time_ns;
    o.frame_no = ++r->frame_no;
    if (observation_is_sound(&o, &constants))
        judge_see(r->v.judge, &o);
}

static void step(struct run *r, struct cursor *c)
{
    uint8_t op = take_u8(c);
    if (op < 0xe0) {
        r->time_ns += waits_ns[op & 7];
        see(r, c);
    } else if (op < 0xe8) {
        r->time_ns += 60000000000;
        reflect(r);
    } else if (op < 0xec) {
        r->time_ns -= waits_ns[op & 3] + waits_ns[3 + (op & 3)];
    } else if (op < 0xf4) {
        suppress(r, c);
    } else if (op < 0xfa && r->live) {
        go_over(r, op);
    } else {
        start_again(r, (op & 1) != 0);
    }
}

/* ---- how it stands in the end ---- */

static size_t check_camera(const struct run *r, size_t i)
{
    static struct posture_row rows[ROWS_MAX];
    static char line[POSTURE_MAX];
    struct judged camera = judge_camera(r->v.judge, i);
    size_t n = verdicts_rows(&r->v, i, rows, ROWS_MAX), broken = 0;
    struct posture p = verdicts_posture(&camera, rows, n);
    check_json(line, posture_write(&p, line, sizeof line));
    for (size_t k = 0; k < n; k++) {
        if (rows[k].verdict != VERDICT_FAIL || rows[k].suppressed ||
            rows[k].item->level > r->v.level)
            continue;
        broken++;
        demand(r->again || is_told(r, &camera.name.id, rows[k].item));
    }
    return broken;
}

static void check_end(struct run *r)
{
    size_t broken = 0;
    reflect(r);
    for (size_t i = 0; i < judge_cameras(r->v.judge); i++)
        broken += check_camera(r, i);
    demand(broken == judge_broken(r->v.judge, r->v.level));
    for (size_t i = 0; i < r->n; i++)
        demand(ledger_is_open(r->v.ledger, r->open[i].camera.s, r->open[i].item->number));
}

static uint64_t play(struct bytes in)
{
    static struct run r;
    struct cursor c = cursor_over(in);
    r = (struct run){ .kept = values_new(), .time_ns = 1700000000000000000 };
    r.live = (take_u8(&c) & 1) != 0;
    begin(&r, read_policy(take_u8(&c)));
    for (size_t i = 0; i < STEPS_MAX && cursor_left(&c) > 0; i++)
        step(&r, &c);
    check_end(&r);
    ledger_end(r.v.ledger);
    end(&r);
    values_free(r.kept);
    return r.sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes in = { data, size };
    demand(play(in) == play(in));
    return 0;
}
