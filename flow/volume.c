#include "flow/volume.h"

static const uint64_t second_ns = 1000000000;

static uint32_t add(uint32_t a, size_t b)
{
    return b < UINT32_MAX - a ? a + (uint32_t)b : UINT32_MAX;
}

/* Ten seconds are over: they count if they brought enough, and no silence followed. */
static bool end_slot(struct volume *v, uint64_t now_ns, uint32_t *kbit_s)
{
    const uint64_t slot_ns = VOLUME_SLOT_S * second_ns;
    bool enough = v->bytes > VOLUME_KBIT_S * 1000 / 8 * VOLUME_SLOT_S;
    bool silent = now_ns - v->begin_ns >= 2 * slot_ns;
    v->before = enough ? add(v->before, v->bytes) : 0;
    v->slots = enough ? (uint8_t)(v->slots + 1) : 0;
    bool full = v->slots == VOLUME_SLOTS;
    *kbit_s = v->before / (VOLUME_SLOTS * VOLUME_SLOT_S * 1000 / 8);
    if (full || silent)
        v->before = v->slots = 0;
    v->begin_ns = silent ? now_ns : v->begin_ns + slot_ns;
    v->bytes = 0;
    return full;
}

bool volume_note(struct volume *v, uint64_t now_ns, size_t n, uint32_t *kbit_s)
{
    bool full = false;
    if (v->begin_ns == 0 || now_ns < v->begin_ns)
        *v = (struct volume){ .begin_ns = now_ns };
    if (now_ns - v->begin_ns >= VOLUME_SLOT_S * second_ns)
        full = end_slot(v, now_ns, kbit_s);
    v->bytes = add(v->bytes, n);
    return full;
}
