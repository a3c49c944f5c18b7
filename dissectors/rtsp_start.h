/* Where an RTSP message begins: RFC 2326 sections 6.1 and 7.1, RFC 7826 sections 7.1 and 8.1, and
 * the frames between messages, RFC 2326 section 10.12. */
#pragma once

#include "dissectors/dissector.h"

enum rtsp_method {
    RTSP_OTHER,
    RTSP_OPTIONS,
    RTSP_DESCRIBE,
    RTSP_ANNOUNCE,
    RTSP_SETUP,
    RTSP_PLAY,
    RTSP_PAUSE,
    RTSP_TEARDOWN,
    RTSP_RECORD,
    RTSP_GET_PARAMETER,
    RTSP_SET_PARAMETER,
    RTSP_REDIRECT,
    RTSP_PLAY_NOTIFY,
    RTSP_METHODS
};

struct rtsp_start {
    bool is_answer;
    uint16_t status;     /* of an answer, 0-999 */
    struct bytes method; /* of a request */
    struct bytes target; /* likewise; it may carry credentials */
};

/* False: it is neither a request line nor a status line of RTSP. */
bool rtsp_start_read(struct bytes line, struct rtsp_start *start);

/* RTSP_OTHER: none that is told apart. */
enum rtsp_method rtsp_method_of(struct bytes word);

/* "" for RTSP_OTHER. */
const char *rtsp_method_name(enum rtsp_method m);

/* What b begins with, as far as a few bytes tell. */
enum rtsp_beginning {
    RTSP_BEGINS_NOTHING,
    RTSP_BEGINS_TOO_LITTLE, /* more bytes are needed to know */
    RTSP_BEGINS_TEXT,
    RTSP_BEGINS_FRAME,
};

/* In a stream that is in step: `$`, or what may be a start line. */
enum rtsp_beginning rtsp_begins(struct bytes b);

/* In a stream that lost its step, where any byte may be one of a picture: only what is hardly ever
 * found by chance, which is a `$` with the header of an RTP or RTCP packet behind it (one in 40
 * million), "RTSP/1.0 " or a method with an rtsp: target. */
enum rtsp_beginning rtsp_begins_surely(struct bytes b);

/* The first place at or after `from` where something may begin surely; *beginning says what. in.n
 * if nowhere. */
size_t rtsp_find_beginning(struct bytes in, size_t from, enum rtsp_beginning *beginning);
