/* The one file that knows nDPI. Its interface has plain types only: nDPI's headers bring the
 * system's `struct ip`, which is not ours. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { NDPI_NAME_MAX = 48 };

struct ndpi_engine;
struct ndpi_flow_struct; /* nDPI's own; what it remembers of one flow */

/* NULL: it cannot be set up. */
struct ndpi_engine *ndpi_engine_new(void);
void ndpi_engine_free(struct ndpi_engine *e);

/* A blank memory; NULL: no memory. */
struct ndpi_flow_struct *ndpi_memory_new(void);
void ndpi_memory_clear(struct ndpi_flow_struct *m); /* blank again */
void ndpi_memory_free(struct ndpi_flow_struct *m);

/* A packet from the IP header on. */
struct ndpi_packet {
    const uint8_t *bytes;
    size_t n; /* at most 65535 */
    uint64_t time_ms;
};

/* Shows it a packet. True: it has a name for the flow; with `last`
 * its last word is asked for. */
bool ndpi_engine_look(struct ndpi_engine *e, struct ndpi_flow_struct *m,
                      const struct ndpi_packet *packet, bool last, char name[static NDPI_NAME_MAX]);
