/* JPEG, ITU-T T.81 annex B: SOI and segments of which each says its length, until the data begin
 * (SOS). There each 0xff is followed by 0, a restart marker or the end; STUFFED of these in a row
 * are the proof, or the end. */
#include "dissectors/picture_steps.h"

enum {
    STUFFED = 8, /* random: p < 2^-38 */
    STRANGE = 8, /* of bytes that a JPEG never has */
};

static bool is_frame_header(uint8_t code)
{
    return code >= 0xc0 && code <= 0xcf && code != 0xc4 && code != 0xc8 && code != 0xcc;
}

static void take_marker(struct picture *p, uint8_t code)
{
    enum { FILL = 0xff, SCAN = 0xda, FIRST = 0xc0, LAST = 0xfe };
    if (code == FILL)
        return;
    p->has_frame |= is_frame_header(code);
    p->box[2] = code == SCAN;
    p->step = JPEG_LENGTH;
    p->box_n = 0;
    bool is_segment = code >= FIRST && code <= LAST && (code < 0xd0 || code > 0xd9);
    if (!is_segment || (code == SCAN && !p->has_frame))
        picture_give_up(p);
}

static void take_length(struct picture *p, uint8_t b)
{
    p->box[p->box_n++] = b;
    if (p->box_n < 2)
        return;
    unsigned n = (unsigned)p->box[0] << 8 | p->box[1];
    p->step = p->box[2] != 0 ? JPEG_DATA : JPEG_MARKER;
    p->skip = n - 2;
    if (n < 2)
        picture_give_up(p);
}

/* What follows 0xff in the data. Tables and further scans may stand between: they are passed over
 * like data. */
static void take_data_code(struct picture *p, uint8_t b)
{
    enum { FILL = 0xff, END = 0xd9 };
    if (b == FILL)
        return;
    p->step = JPEG_DATA;
    bool stuffed = b == 0 || (b >= 0xd0 && b <= 0xd7);
    bool segment = b == 0xc4 || (b >= 0xda && b <= 0xdd);
    p->stuffed = (uint8_t)(stuffed ? p->stuffed + 1 : segment ? p->stuffed : 0);
    p->strange = (uint8_t)(p->strange + (!stuffed && !segment && b != END));
    if (p->stuffed >= STUFFED || (b == END && p->strange == 0))
        picture_decide(p, READABLE_YES);
    else if (p->strange >= STRANGE)
        picture_decide(p, READABLE_NO);
    else if (b == END)
        picture_give_up(p);
}

void picture_take_jpeg(struct picture *p, uint8_t b)
{
    if (p->step == JPEG_MARKER_CODE)
        take_marker(p, b);
    else if (p->step == JPEG_LENGTH)
        take_length(p, b);
    else if (p->step == JPEG_DATA_CODE)
        take_data_code(p, b);
    else if (b == 0xff)
        p->step = p->step == JPEG_DATA ? JPEG_DATA_CODE : JPEG_MARKER_CODE;
    else if (p->step == JPEG_MARKER)
        picture_give_up(p);
}
