#include "alerts/figures.h"

#include <criterion/criterion.h>

static json_int_t number(const json_t *o, const char *key)
{
    cr_assert(json_is_integer(json_object_get(o, key)), "%s", key);
    return json_integer_value(json_object_get(o, key));
}

Test(figures, names_every_loss)
{
    struct sensor_figures f = {
        .lost = { [LOSS_kernel_drops] = 1, [LOSS_ring_full] = 2, [LOSS_alerts_shed] = 3 }
    };
    f.counters.n[COUNT_flow_evicted] = 4;
    f.counters.n[COUNT_tcp_gap] = 5;
    f.counters.n[COUNT_fragment_timeout] = 6;
    f.counters.n[COUNT_judge_ring_full] = 7;
    losses_counted(&f.counters, f.lost);
    json_t *o = figures_losses(&f);
    cr_expect_eq(number(o, "kernel_drops"), 1);
    cr_expect_eq(number(o, "ring_full"), 2);
    cr_expect_eq(number(o, "alerts_shed"), 3);
    cr_expect_eq(number(o, "flow_evicted"), 4);
    cr_expect_eq(number(o, "tcp_gap"), 5);
    cr_expect_eq(number(o, "fragment_timeout"), 6);
    cr_expect_eq(number(o, "judge_ring_full"), 7);
    json_decref(o);
}

Test(figures, tells_packets_and_every_counter)
{
    struct sensor_figures f = { .packets = { 10, 9, 90 } };
    f.counters.n[COUNT_frames] = 9;
    json_t *o = figures_packets(&f);
    cr_expect_eq(number(o, "received"), 10);
    cr_expect_eq(number(o, "read"), 9);
    cr_expect_eq(number(o, "shunted"), 90);
    json_decref(o);
    o = figures_counters(&f);
    cr_expect_eq(json_object_size(o), COUNTERS);
    cr_expect_eq(number(o, "frames"), 9);
    json_decref(o);
}
