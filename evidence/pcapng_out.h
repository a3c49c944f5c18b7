/* Writes a capture file of blocks, draft-ietf-opsawg-pcapng, into memory: one section, little
 * endian, times in nanoseconds, comments in ASCII. */
#pragma once

#include "evidence/kept_frame.h"

enum { PCAPNG_LINKS = 4 };

struct pcapng_out {
    uint8_t *out;
    size_t room;
    size_t n;  /* written */
    bool full; /* it did not fit: what was written is of no use */
    size_t links_n;
    uint32_t link[PCAPNG_LINKS];
};

/* Comments: at most 512 bytes of each. `who` wrote it (shb_userappl). */
void pcapng_out_begin(struct pcapng_out *w, const char *who, const char *comment);
void pcapng_out_frame(struct pcapng_out *w, const struct kept_frame *k, const char *comment);
