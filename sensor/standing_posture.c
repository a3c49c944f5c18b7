#include "sensor/standing_posture.h"

#include "rules/vantage.h"
#include "sensor/standing_value.h"
#include "sensor/verdicts.h"

json_t *standing_posture(struct bytes value)
{
    static _Thread_local struct remembered r;
    static _Thread_local char line[POSTURE_MAX];
    struct posture_row rows[ROWS_MAX];
    size_t n = 0;
    if (!standing_value_read(value, &r))
        return NULL;
    for (; n < items_n && n < ROWS_MAX; n++) {
        struct standing s = remembered_standing(&r, n);
        rows[n] = verdicts_row(&s, false);
    }
    const struct judged camera = { .name = r.name,
                                   .vantage = vantage_of(r.sight),
                                   .up_since_ns = r.up_since_ns };
    struct posture posture = verdicts_posture(&camera, rows, n);
    return json_loadb(line, posture_write(&posture, line, sizeof line), 0, NULL);
}
