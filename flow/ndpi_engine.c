#include "flow/ndpi_engine.h"

#include <stdlib.h>
#include <string.h>

/* Shows what nDPI remembers from one flow for others. Later versions have a setting to remember
 * nothing (ndpi_set_lru_cache_size); 4.2 has none. */
#define NDPI_LIB_COMPILATION
#include <ndpi/ndpi_api.h>

struct ndpi_engine {
    struct ndpi_detection_module_struct *module;
};

struct ndpi_engine *ndpi_engine_new(void)
{
    struct ndpi_engine *e = calloc(1, sizeof *e);
    if (e == NULL)
        return NULL;
    e->module = ndpi_init_detection_module(ndpi_dont_load_tor_hosts);
    if (e->module == NULL) {
        free(e);
        return NULL;
    }
    NDPI_PROTOCOL_BITMASK everything;
    NDPI_BITMASK_SET_ALL(everything);
    everything.fds_bits[NDPI_PROTOCOL_TINC / NDPI_BITS] &= /* has a memory of its own */
        ~(UINT32_C(1) << NDPI_PROTOCOL_TINC % NDPI_BITS);
    ndpi_set_protocol_detection_bitmask2(e->module, &everything);
    ndpi_finalize_initialization(e->module);
    return e;
}

void ndpi_engine_free(struct ndpi_engine *e)
{
    if (e == NULL)
        return;
    ndpi_exit_detection_module(e->module);
    free(e);
}

struct ndpi_flow_struct *ndpi_memory_new(void)
{
    struct ndpi_flow_struct *m = ndpi_flow_malloc(ndpi_detection_get_sizeof_ndpi_flow_struct());
    if (m != NULL)
        memset(m, 0, ndpi_detection_get_sizeof_ndpi_flow_struct());
    return m;
}

void ndpi_memory_clear(struct ndpi_flow_struct *m)
{
    ndpi_free_flow_data(m);
    memset(m, 0, ndpi_detection_get_sizeof_ndpi_flow_struct());
}

void ndpi_memory_free(struct ndpi_flow_struct *m)
{
    ndpi_free_flow(m);
}

static bool is_named(ndpi_protocol found)
{
    return found.app_protocol != NDPI_PROTOCOL_UNKNOWN ||
           found.master_protocol != NDPI_PROTOCOL_UNKNOWN;
}

/* What a flow is called shall depend on that flow alone: the others may be another worker's. */
static void forget_other_flows(struct ndpi_detection_module_struct *m)
{
    struct ndpi_lru_cache **const caches[] = { &m->ookla_cache,  &m->bittorrent_cache,
                                               &m->zoom_cache,   &m->stun_cache,
                                               &m->mining_cache, &m->tls_cert_cache,
                                               &m->msteams_cache };
    for (size_t i = 0; i < sizeof caches / sizeof caches[0]; i++) {
        if (*caches[i] == NULL)
            continue;
        ndpi_lru_free_cache(*caches[i]);
        *caches[i] = NULL;
    }
}

bool ndpi_engine_look(struct ndpi_engine *e, struct ndpi_flow_struct *m,
                      const struct ndpi_packet *packet, bool last, char name[static NDPI_NAME_MAX])
{
    ndpi_protocol found = ndpi_detection_process_packet(e->module, m, packet->bytes,
                                                        (unsigned short)packet->n, packet->time_ms);
    uint8_t guessed = 0;
    if (!is_named(found) && last)
        found = ndpi_detection_giveup(e->module, m, 0, &guessed);
    forget_other_flows(e->module);
    if (!is_named(found))
        return false;
    (void)ndpi_protocol2name(e->module, found, name, NDPI_NAME_MAX);
    return true;
}
