#include "dissectors/rtsp_start.h"

enum {
    METHOD_MAX = 20,
    FRAME_SEEN = 6,   /* bytes that show a frame and the packet in it */
    FRAME_MIN = 8,    /* the shortest RTCP */
    FRAME_MAX = 1535, /* longer ones are not believed after a hole */
    CHANNEL_MAX = 31, /* likewise */
};

static const char *const names[RTSP_METHODS] = {
    [RTSP_OTHER] = "",
    [RTSP_OPTIONS] = "OPTIONS",
    [RTSP_DESCRIBE] = "DESCRIBE",
    [RTSP_ANNOUNCE] = "ANNOUNCE",
    [RTSP_SETUP] = "SETUP",
    [RTSP_PLAY] = "PLAY",
    [RTSP_PAUSE] = "PAUSE",
    [RTSP_TEARDOWN] = "TEARDOWN",
    [RTSP_RECORD] = "RECORD",
    [RTSP_GET_PARAMETER] = "GET_PARAMETER",
    [RTSP_SET_PARAMETER] = "SET_PARAMETER",
    [RTSP_REDIRECT] = "REDIRECT",
    [RTSP_PLAY_NOTIFY] = "PLAY_NOTIFY",
};

enum rtsp_method rtsp_method_of(struct bytes word)
{
    for (enum rtsp_method m = RTSP_OPTIONS; m < RTSP_METHODS; m++)
        if (bytes_equal(word, bytes_of_text(names[m])))
            return m;
    return RTSP_OTHER;
}

const char *rtsp_method_name(enum rtsp_method m)
{
    return names[m];
}

/* ---- start lines ---- */

static bool is_digit(uint8_t b)
{
    return b >= '0' && b <= '9';
}

static bool is_method_byte(uint8_t b)
{
    return (b >= 'A' && b <= 'Z') || b == '_' || b == '-';
}

/* How many bytes b begins with that a method may have. */
static size_t method_n(struct bytes b)
{
    size_t n = 0;
    while (n < b.n && n < METHOD_MAX && is_method_byte(b.p[n]))
        n++;
    return n;
}

/* "RTSP/1.0" and "RTSP/2.0", and whatever comes after them. */
static bool is_version(struct bytes word)
{
    return word.n == 8 && bytes_start_with(word, "RTSP/") && is_digit(word.p[5]) &&
           word.p[6] == '.' && is_digit(word.p[7]);
}

static bool read_answer(struct bytes line, struct rtsp_start *start)
{
    struct cursor c = cursor_over(line);
    if (!is_version(take_word(&c)))
        return false;
    struct bytes code = take_word(&c);
    *start = (struct rtsp_start){ .is_answer = true, .status = (uint16_t)bytes_number(code) };
    return code.n == 3 && is_digit(code.p[0]) && is_digit(code.p[1]) && is_digit(code.p[2]);
}

bool rtsp_start_read(struct bytes line, struct rtsp_start *start)
{
    if (bytes_start_with(line, "RTSP/"))
        return read_answer(line, start);
    line = bytes_trim(line);
    struct bytes method = bytes_first(line, method_n(line));
    if (method.n == 0 || line.n < method.n + 10 || line.p[method.n] != ' ')
        return false;
    if (!is_version(bytes_after(line, line.n - 8)) || line.p[line.n - 9] != ' ')
        return false;
    struct bytes target = bytes_after(bytes_first(line, line.n - 9), method.n);
    *start = (struct rtsp_start){ .method = method, .target = bytes_trim(target) };
    return true;
}

/* ---- where something begins ---- */

enum rtsp_beginning rtsp_begins(struct bytes b)
{
    if (b.n > 0 && b.p[0] == '$')
        return RTSP_BEGINS_FRAME;
    size_t n = method_n(b);
    if (n == b.n && n < METHOD_MAX)
        return RTSP_BEGINS_TOO_LITTLE;
    bool is_answer = n == 4 && b.p[4] == '/' && bytes_start_with(b, "RTSP");
    bool is_request = n > 0 && n < METHOD_MAX && b.p[n] == ' ';
    return is_answer || is_request ? RTSP_BEGINS_TEXT : RTSP_BEGINS_NOTHING;
}

/* RFC 3551 section 6: G.711, JPEG and the dynamic ones are what cameras send. */
static bool is_likely_media(uint8_t payload_type)
{
    return payload_type >= 96 || payload_type == 0 || payload_type == 8 || payload_type == 26;
}

static enum rtsp_beginning frame_begins(struct bytes b)
{
    if (b.n < FRAME_SEEN)
        return RTSP_BEGINS_TOO_LITTLE;
    size_t n = (size_t)(b.p[2] << 8 | b.p[3]);
    bool is_control = b.p[5] >= 200 && b.p[5] <= 204 && (b.p[4] & 0xc0) == 0x80;
    bool is_media = (b.p[4] & 0xef) == 0x80 && is_likely_media(b.p[5] & 0x7f) && n > 12;
    bool is_frame = b.p[1] <= CHANNEL_MAX && n >= FRAME_MIN && n <= FRAME_MAX;
    bool is_paired = b.p[1] % 2 == 0 ? is_media : is_control;
    return is_frame && is_paired ? RTSP_BEGINS_FRAME : RTSP_BEGINS_NOTHING;
}

/* Whether b begins with all of the text, or is the beginning of it. */
static enum rtsp_beginning text_begins(struct bytes b, const char *text)
{
    size_t n = strlen(text);
    if (!bytes_equal(bytes_first(b, n), bytes_first(bytes_of_text(text), b.n)))
        return RTSP_BEGINS_NOTHING;
    return b.n >= n ? RTSP_BEGINS_TEXT : RTSP_BEGINS_TOO_LITTLE;
}

static enum rtsp_beginning request_begins(struct bytes b)
{
    size_t n = method_n(b);
    if (n == b.n)
        return n < METHOD_MAX ? RTSP_BEGINS_TOO_LITTLE : RTSP_BEGINS_NOTHING;
    if (rtsp_method_of(bytes_first(b, n)) == RTSP_OTHER)
        return RTSP_BEGINS_NOTHING;
    return text_begins(bytes_after(b, n), " rtsp://");
}

enum rtsp_beginning rtsp_begins_surely(struct bytes b)
{
    if (b.n == 0)
        return RTSP_BEGINS_TOO_LITTLE;
    if (b.p[0] == '$')
        return frame_begins(b);
    if (b.p[0] == 'R') {
        enum rtsp_beginning first = text_begins(b, "RTSP/1.0 ");
        enum rtsp_beginning second = text_begins(b, "RTSP/2.0 ");
        if (first != RTSP_BEGINS_NOTHING || second != RTSP_BEGINS_NOTHING)
            return first != RTSP_BEGINS_NOTHING ? first : second;
    }
    return is_method_byte(b.p[0]) ? request_begins(b) : RTSP_BEGINS_NOTHING;
}

size_t rtsp_find_beginning(struct bytes in, size_t from, enum rtsp_beginning *beginning)
{
    for (size_t i = from; i < in.n; i++) {
        *beginning = rtsp_begins_surely(bytes_after(in, i));
        if (*beginning != RTSP_BEGINS_NOTHING)
            return i;
    }
    *beginning = RTSP_BEGINS_NOTHING;
    return in.n;
}
