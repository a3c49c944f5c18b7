/* How far a picture has been read: of picture.c and of what it calls for each kind of file. */
#pragma once

#include "dissectors/picture.h"

enum picture_step {
    AT_START,
    JPEG_MARKER,      /* wants 0xff */
    JPEG_MARKER_CODE, /* what follows it */
    JPEG_LENGTH,      /* two bytes, in box[] */
    JPEG_DATA,
    JPEG_DATA_CODE,
    MP4_BOX,
    MP4_ENTRY,
    MP4_INSIDE, /* a visual sample entry: 78 bytes, and then boxes */
};

enum { BOX_HEADER = 8 }; /* ISO/IEC 14496-12 section 4.2 */

/* Nothing can be said of it. */
static inline void picture_give_up(struct picture *p)
{
    p->over = true;
    p->skip = 0;
}

/* It is known whether it can be decoded; no more of it is read. */
static inline void picture_decide(struct picture *p, enum readable readable)
{
    p->readable = (uint8_t)readable;
    picture_give_up(p);
}

/* The next byte of a JPEG, from behind FF D8 FF on (step is JPEG_MARKER_CODE then). */
void picture_take_jpeg(struct picture *p, uint8_t b);

/* The next byte of an MP4, behind its first box (step is MP4_BOX then). */
void picture_take_mp4(struct picture *p, uint8_t b);

/* The box of MP4 whose header, of so many bytes, is in box[] is none of those looked for: to its
 * end. */
void picture_pass_box(struct picture *p, size_t header_n);
