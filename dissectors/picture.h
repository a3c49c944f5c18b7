/* Whether a file holds pictures that can be decoded by whoever has it, known by its content and not
 * by what it is called: JPEG (ITU-T T.81 annex B) and MP4 (ISO/IEC 14496-12; 14496-15; encrypted:
 * 23001-7). Guide item 3.6. */
#pragma once

#include "core/observation.h"

/* What is known of a file so far; all zero at first. */
struct picture {
    uint64_t skip; /* bytes that need not be seen */
    uint8_t box[16];
    uint8_t box_n;    /* of these are here */
    uint8_t step;     /* picture.c's own */
    uint8_t looked;   /* for its beginning: in units of 16 bytes */
    uint8_t stuffed;  /* 0xff in JPEG data as they have to be, one after the other */
    uint8_t strange;  /* and others */
    uint8_t boxes;    /* of MP4 */
    uint8_t matched;  /* bytes of the beginning of a JPEG that is searched for */
    uint8_t content;  /* enum content, once it is known */
    uint8_t codec;    /* enum codec, likewise */
    uint8_t readable; /* enum readable */
    bool has_frame;   /* JPEG: the header of a frame */
    bool searches;    /* set by the caller before the first piece: something stands before it */
    bool over;        /* nothing more will come out of it */
};

/* Takes the next bytes of the file, cut anywhere. True: it has just become known whether it can be
 * decoded. */
bool picture_take(struct picture *p, struct bytes piece);

/* How many of the next bytes need not be seen; picture_pass() says that they went by. */
uint64_t picture_skip(const struct picture *p);
void picture_pass(struct picture *p, uint64_t n);

/* What is to be said of it once picture_take() was true. */
struct observation picture_fact(const struct picture *p, enum picture_place place);
