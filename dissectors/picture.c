/* How it works: bytes are pushed in as they come, and what is known fits into a few bytes. Here a
 * file's kind is found out; picture_jpeg.c and picture_mp4.c read on. */
#include "dissectors/picture_steps.h"

enum { LOOKED_MAX = 64 }; /* times 16 bytes before a JPEG that is searched for */

/* FF D8 FF begins a JPEG, a length and "ftyp" an MP4. */
static void take_start(struct picture *p, uint8_t b)
{
    static const uint8_t soi[] = { 0xff, 0xd8, 0xff };
    p->box[p->box_n++] = b;
    if (p->box_n == sizeof soi && memcmp(p->box, soi, sizeof soi) == 0) {
        p->content = CONTENT_JPEG;
        p->codec = CODEC_JPEG;
        p->step = JPEG_MARKER_CODE;
        p->box_n = 0;
    } else if (p->box_n == BOX_HEADER) {
        bool mp4 = memcmp(p->box + 4, "ftyp", 4) == 0;
        p->content = mp4 ? CONTENT_MP4 : CONTENT_UNKNOWN;
        p->step = MP4_BOX;
        p->box_n = 0;
        if (mp4)
            picture_pass_box(p, BOX_HEADER);
        else
            picture_give_up(p);
    }
}

/* Looks for the beginning of a JPEG behind something else: headers of a part (RFC 2046). */
static void search(struct picture *p, uint8_t b)
{
    static const uint8_t soi[] = { 0xff, 0xd8, 0xff };
    p->matched = b == soi[p->matched] ? (uint8_t)(p->matched + 1) : b == soi[0];
    p->box_n = (uint8_t)((p->box_n + 1) % sizeof p->box);
    p->looked = (uint8_t)(p->looked + (p->box_n == 0));
    if (p->matched == sizeof soi) {
        p->content = CONTENT_JPEG;
        p->codec = CODEC_JPEG;
        p->step = JPEG_MARKER_CODE;
    } else if (p->looked == LOOKED_MAX) {
        picture_give_up(p);
    }
}

static void take_byte(struct picture *p, uint8_t b)
{
    if (p->step == AT_START && p->searches)
        search(p, b);
    else if (p->step == AT_START)
        take_start(p, b);
    else if (p->step >= MP4_BOX)
        picture_take_mp4(p, b);
    else
        picture_take_jpeg(p, b);
}

bool picture_take(struct picture *p, struct bytes piece)
{
    if (p->over)
        return false;
    for (size_t i = 0; i < piece.n && !p->over; i++) {
        uint64_t skipped = p->skip < piece.n - i ? p->skip : piece.n - i;
        p->skip -= skipped;
        i += skipped;
        if (i < piece.n)
            take_byte(p, piece.p[i]);
    }
    return p->readable != READABLE_UNKNOWN;
}

uint64_t picture_skip(const struct picture *p)
{
    return p->skip;
}

void picture_pass(struct picture *p, uint64_t n)
{
    p->skip -= n < p->skip ? n : p->skip;
}

static const char *because(const struct picture *p)
{
    bool yes = p->readable == READABLE_YES;
    if (p->content == CONTENT_JPEG)
        return yes ? "JPEG data are as they have to be" : "JPEG data are no JPEG";
    return yes ? "MP4 with a video track that is not encrypted" : "MP4 with an encrypted track";
}

struct observation picture_fact(const struct picture *p, enum picture_place place)
{
    return (struct observation){ .kind = OBS_PICTURE,
                                 .picture = { .place = place,
                                              .readable = (enum readable)p->readable,
                                              .content = (enum content)p->content,
                                              .codec = (enum codec)p->codec,
                                              .because = because(p) } };
}
