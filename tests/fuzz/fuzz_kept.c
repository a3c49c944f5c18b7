/* Values as they are kept between two runs, from a file that may be damaged: a byte for the kind,
 * then the value. What can be read is taken back, and what is written of it can be read again. */

#include <stdlib.h>

#include "alerts/ledger.h"
#include "sensor/order_value.h"
#include "sensor/standing_posture.h"
#include "sensor/standing_value.h"
#include "tests/fuzz/scratch.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool ok)
{
    if (!ok)
        abort();
}

static const struct guide_item *find_item(const char *number)
{
    const struct item *item = item_find(number);
    return item != NULL ? &item->about : NULL;
}

static void hear_alert(void *self, const struct alert *a)
{
    (void)self;
    check(a->ruling.item != NULL && a->ruling.camera.id.s[0] != '\0');
}

static void hear_ruling(void *self, const struct ruling *r)
{
    (void)self;
    check(r->item != NULL && r->camera.id.s[0] != '\0');
}

/* The value comes with its key before it, up to a line feed. */
static void take_alert(struct bytes value)
{
    size_t n = bytes_find(value, "\n");
    struct ledger *l = ledger_new(4, (struct alert_listener){ hear_alert, NULL });
    check(l != NULL);
    if (ledger_restore(l, bytes_first(value, n), bytes_after(value, n + 1), find_item))
        ledger_tell_open(l, (struct alert_listener){ hear_alert, NULL });
    ledger_free(l);
}

static void write_again(const struct remembered *r)
{
    static char text[STANDING_VALUE_MAX];
    static struct remembered back;
    size_t n = standing_value_write(r, text, sizeof text);
    check(n > 0 && standing_value_read((struct bytes){ (const uint8_t *)text, n }, &back));
    check(back.items == r->items && back.addresses == r->addresses);
}

/* With room for few hosts, so that a judge is made fast. */
static const struct policy *small_policy(void)
{
    static struct policy *p;
    char path[SCRATCH_PATH];
    struct error e;
    if (p != NULL)
        return p;
    scratch_write("policy.yaml", bytes_of_text("limits: {hosts: 64}\n"), 0600);
    scratch_path("policy.yaml", path);
    p = policy_read(path, &e);
    check(p != NULL);
    return p;
}

static void take_standing(struct bytes value)
{
    static struct remembered r;
    struct counters counters = { { 0 } };
    if (!standing_value_read(value, &r))
        return;
    json_decref(standing_posture(value));
    write_again(&r);
    const struct policy *policy = small_policy();
    struct judge *j = judge_new(policy, &counters, (struct ruling_listener){ hear_ruling, NULL });
    check(j != NULL);
    (void)judge_recall(j, &r, true);
    judge_recall_end(j, 0);
    for (size_t i = 0; i < judge_cameras(j); i++)
        judge_remember(j, i, &r);
    judge_free(j);
}

static void take_order(struct bytes value)
{
    char text[ORDER_VALUE_MAX];
    struct operator_suppression x;
    if (order_value_read(value, &x))
        check(order_value_write(&x, text) > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const kinds[])(struct bytes value) = { take_alert, take_standing, take_order };
    if (size > 0)
        kinds[data[0] % 3]((struct bytes){ data + 1, size - 1 });
    return 0;
}
