/* A connection that carries a file and nothing else, as FTP's data connections do (RFC 959 section
 * 3.2): known by its first bytes, which say whether a picture or a video crossed in clear. Guide
 * items 3.2.2 and 3.6. */

#include "dissectors/dissector.h"

struct file {
    bool told;
};

/* What a file of this kind begins with, or has at that place. */
struct signature {
    size_t at;
    const char *magic;
    enum content content;
};

static const struct signature signatures[] = {
    { 0, "\xff\xd8\xff", CONTENT_JPEG },
    { 0, "\x89PNG\r\n\x1a\n", CONTENT_PNG },
    { 0, "\x1f\x8b\x08", CONTENT_GZIP },
    { 0, "PK\x03\x04", CONTENT_ZIP },
    { 4, "ftyp", CONTENT_MP4 }, /* ISO/IEC 14496-12 section 4.3, after the box's length */
    { 8, "AVI LIST", CONTENT_AVI }, /* after "RIFF" and a length */
};

/* NOT_MINE if no signature fits, TOO_LITTLE if one still might. */
static enum recognition look(struct bytes said, enum content *content)
{
    enum recognition best = NOT_MINE;
    for (size_t i = 0; i < sizeof signatures / sizeof signatures[0]; i++) {
        const struct signature *s = &signatures[i];
        struct bytes magic = bytes_of_text(s->magic);
        struct bytes there = bytes_first(bytes_after(said, s->at), magic.n);
        if (!bytes_equal(there, bytes_first(magic, there.n)))
            continue;
        if (there.n < magic.n) {
            best = TOO_LITTLE;
            continue;
        }
        *content = s->content;
        return MINE;
    }
    return best;
}

static enum recognition file_recognise(struct opening *o)
{
    enum content content = CONTENT_UNKNOWN;
    return o->at_start ? look(o->said, &content) : NOT_MINE;
}

static enum verdict_on_bytes file_dissect(struct dissection *d)
{
    struct file *s = d->state;
    enum content content = CONTENT_UNKNOWN;
    enum recognition known = s->told ? MINE : look(cursor_rest(&d->in), &content);
    if (known == NOT_MINE)
        return DISSECT_REJECT;
    if (known == TOO_LITTLE) {
        skip(&d->in, cursor_left(&d->in) + 1);
        return DISSECT_WAIT;
    }
    skip(&d->in, cursor_left(&d->in));
    d->settled = true;
    if (s->told)
        return DISSECT_DONE;
    s->told = true;
    observe(d, (struct observation){ .kind = OBS_CONTENT, .content = { .content = content } });
    return DISSECT_DONE;
}

const struct dissector file_dissector = {
    .name = "file",
    .transport = TRANSPORT_TCP,
    .state_size = sizeof(struct file),
    .recognise = file_recognise,
    .dissect = file_dissect,
};
