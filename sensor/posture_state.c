#include "sensor/posture_state.h"

#include <stdio.h>

#include "alerts/outbox.h"
#include "sensor/common_options.h"
#include "sensor/memory.h"
#include "sensor/standing_posture.h"

struct kept_postures {
    json_t *cameras;
    size_t unread;
};

static void take_standing(void *self, struct bytes key, struct bytes value)
{
    struct kept_postures *k = self;
    json_t *posture = standing_posture(value);
    (void)key;
    k->unread += posture == NULL;
    if (posture != NULL)
        (void)json_array_append_new(k->cameras, posture);
}

json_t *posture_state_read(const char *folder, int *status, struct error *e)
{
    struct kept_postures k = { .cameras = json_array() };
    *status = EXIT_INPUT;
    if (!outbox_peek(folder, memory_standings, (struct outbox_hearer){ take_standing, &k }, e)) {
        json_decref(k.cameras);
        return NULL;
    }
    *status = EXIT_OK;
    if (k.unread > 0)
        (void)fprintf(stderr, "camwarden: %zu cameras in %s cannot be read\n", k.unread, folder);
    return k.cameras;
}
