#include "flow/ndpi_engine.h"

#include <stdlib.h>
#include <string.h>

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

bool ndpi_engine_look(struct ndpi_engine *e, struct ndpi_flow_struct *m,
                      const struct ndpi_packet *packet, bool last, char name[static NDPI_NAME_MAX])
{
    ndpi_protocol found = ndpi_detection_process_packet(e->module, m, packet->bytes,
                                                        (unsigned short)packet->n, packet->time_ms);
    uint8_t guessed = 0;
    if (!is_named(found) && last)
        found = ndpi_detection_giveup(e->module, m, 0, &guessed);
    if (!is_named(found))
        return false;
    (void)ndpi_protocol2name(e->module, found, name, NDPI_NAME_MAX);
    return true;
}
