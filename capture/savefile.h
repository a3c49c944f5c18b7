/* Frames out of a capture file of either kind. Both sources that read files are made of this one:
 * what a capture says does not depend on whether it came by name, by pipe or packed. */
#pragma once

#include "capture/filter.h"
#include "capture/intake.h"

enum { SAVEFILE_FRAME_MAX = 262144 }; /* as libpcap and Wireshark */

/* One thing read of a file. */
enum got {
    GOT_FRAME,
    GOT_OTHER,  /* something that is no frame; it was taken */
    GOT_SHORT,  /* `need` bytes have to stand ready first */
    GOT_BROKEN, /* it cannot be read on from here */
};

struct reading {
    struct intake *in;
    size_t need;
    bool in_frame;    /* what is needed is the rest of a frame */
    uint64_t frames;  /* so far */
    struct error why; /* GOT_BROKEN */
};

/* pcap (draft-ietf-opsawg-pcap), pcap_classic.c. */
struct classic {
    uint32_t link;
    uint32_t tick_ns; /* of the second number of a time */
    uint32_t header_n;
    bool big;
};

enum { CLASSIC_HEAD = 24 };

/* Whether this is the beginning of a pcap file that we read. */
bool classic_recognise(struct bytes b);
/* From CLASSIC_HEAD bytes that were recognised. */
void classic_begin(struct classic *c, struct bytes head);
enum got classic_read(struct classic *c, struct reading *r, struct frame *f);

/* pcapng (draft-ietf-opsawg-pcapng), pcapng.c. */
struct pcapng;

bool pcapng_recognise(struct bytes b);
struct pcapng *pcapng_new(void); /* NULL: no memory */
void pcapng_free(struct pcapng *ng);
enum got pcapng_read(struct pcapng *ng, struct reading *r, struct frame *f);

struct savefile;

enum { SAVEFILE_HEAD = CLASSIC_HEAD };

/* Whether it is a capture file of a kind that is read here; b is the file's first SAVEFILE_HEAD
 * bytes, or all if it is shorter. */
bool savefile_recognise(struct bytes b);

/* Takes `in` over, whatever comes of it. NULL: e says why. */
struct savefile *savefile_new(struct intake *in, const char *filter, struct error *e);
void savefile_free(struct savefile *s);

/* As struct source says. */
int savefile_next(struct savefile *s, struct frame *batch, int max, struct error *e);
void savefile_progress(const struct savefile *s, uint64_t *done, uint64_t *all);
