/* A connection that carries a file and nothing else, as FTP's data connections do (RFC 959 section
 * 3.2): known by its first bytes, which say whether a picture or a video crossed in clear. Guide
 * items 3.2.2 and 3.6. */

#include "dissectors/dissector.h"
#include "dissectors/picture.h"

static const uint64_t ahead_max = 1ULL << 40;

struct bare_file {
    struct picture picture;
    bool told;
    bool from_client; /* who sends it */
};

/* What a file of this kind begins with, and what it has at another place. */
struct signature {
    const char *first;
    size_t at;
    const char *then;
    enum content content;
};

/* Those that need fewer bytes first: the first that fits counts, however the bytes are cut. */
static const struct signature signatures[] = {
    { "\xff\xd8\xff", 0, "", CONTENT_JPEG }, { "\x1f\x8b\x08", 0, "", CONTENT_GZIP },
    { "PK\x03\x04", 0, "", CONTENT_ZIP },    { "\x89PNG\r\n\x1a\n", 0, "", CONTENT_PNG },
    { "", 4, "ftyp", CONTENT_MP4 }, /* ISO/IEC 14496-12 section 4.3, after the box's length */
    { "RIFF", 8, "AVI ", CONTENT_AVI },
};

static enum recognition fits(struct bytes said, size_t at, const char *text)
{
    struct bytes magic = bytes_of_text(text);
    struct bytes there = bytes_first(bytes_after(said, at), magic.n);
    if (!bytes_equal(there, bytes_first(magic, there.n)))
        return NOT_MINE;
    return there.n < magic.n ? TOO_LITTLE : MINE;
}

static enum recognition look(struct bytes said, enum content *content)
{
    enum recognition best = NOT_MINE;
    for (size_t i = 0; i < sizeof signatures / sizeof signatures[0]; i++) {
        const struct signature *s = &signatures[i];
        enum recognition first = fits(said, 0, s->first), then = fits(said, s->at, s->then);
        enum recognition known = first < then ? first : then;
        if (known == MINE) {
            *content = s->content;
            return MINE;
        }
        best = known > best ? known : best;
    }
    return best;
}

static enum recognition bare_file_recognise(struct opening *o)
{
    enum content content = CONTENT_UNKNOWN;
    return o->at_start ? look(o->said, &content) : NOT_MINE;
}

/* Looks on as long as it may show whether its pictures can be decoded. */
static void look_inside(struct dissection *d, struct bare_file *s)
{
    struct bytes piece = cursor_rest(&d->in);
    bool its_own = s->from_client == d->from_client;
    if (its_own && picture_take(&s->picture, piece))
        observe(d, picture_fact(&s->picture, PLACE_FILE));
    uint64_t ahead = its_own ? picture_skip(&s->picture) : 0;
    ahead = ahead < ahead_max ? ahead : ahead_max;
    skip_ahead(&d->in, piece.n + (size_t)ahead);
    picture_pass(&s->picture, ahead);
    d->settled = s->picture.over;
}

static enum verdict_on_bytes bare_file_dissect(struct dissection *d)
{
    struct bare_file *s = d->state;
    enum content content = CONTENT_UNKNOWN;
    enum recognition known = s->told ? MINE : look(cursor_rest(&d->in), &content);
    if (known == NOT_MINE)
        return DISSECT_REJECT;
    if (known == TOO_LITTLE) {
        skip(&d->in, cursor_left(&d->in) + 1);
        return DISSECT_WAIT;
    }
    if (!s->told) {
        s->told = true;
        s->from_client = d->from_client;
        s->picture.over = content != CONTENT_JPEG && content != CONTENT_MP4;
        observe(d, (struct observation){ .kind = OBS_CONTENT, .content = { .content = content } });
    }
    look_inside(d, s);
    return DISSECT_DONE;
}

const struct dissector bare_file_dissector = {
    .name = "file",
    .transport = TRANSPORT_TCP,
    .state_size = sizeof(struct bare_file),
    .recognise = bare_file_recognise,
    .dissect = bare_file_dissect,
};
