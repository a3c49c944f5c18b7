/* Guide item 3.6, Data encryption: the pictures themselves are encrypted, so that they stay so when
 * they are stored. What crosses in clear and can be decoded as it is was not encrypted by the
 * camera. What crosses inside TLS or as SRTP shows nothing of it.
 *
 * How i-PRO encrypts is not published, so that nothing seen proves it: LIKELY_OK at most. A FAIL
 * stays: JPEG and H.264 may be treated differently, and streams differently from files. */
#include "rules/rule.h"

static const char *format_of(const struct observation *o)
{
    if (o->picture.content == CONTENT_JPEG || o->picture.codec == CODEC_JPEG)
        return "JPEG";
    switch (o->picture.codec) {
    case CODEC_H264:
        return "H.264";
    case CODEC_H265:
        return "H.265";
    case CODEC_MPEG4:
        return "MPEG-4";
    case CODEC_UNKNOWN:
    case CODEC_JPEG:
    case CODEC_G711:
    case CODEC_G726:
    case CODEC_AAC:
    case CODEC_OTHER:
    case CODECS:
    default:
        return "pictures";
    }
}

static struct opinion weigh_open(const struct observation *o)
{
    const char *format = format_of(o);
    bool upload = o->from_client;
    switch (o->picture.place) {
    case PLACE_STREAM:
        return opine(VERDICT_FAIL, "stream-readable",
                     "the %s it streams can be decoded by whoever records it (SSRC %08x: %s)",
                     format, o->picture.ssrc, o->picture.because);
    case PLACE_FILE:
        return opine(VERDICT_FAIL, "file-readable",
                     "a file it sent in clear can be played as it is: %s (%s)", format,
                     o->picture.because);
    case PLACE_SERIES:
        return opine(VERDICT_FAIL, "series-readable",
                     "the %s pictures it sends by HTTP can be decoded (%s)", format,
                     o->picture.because);
    case PLACE_BODY:
    default:
        break;
    }
    if (!upload && o->picture.content == CONTENT_JPEG)
        return opine(
            VERDICT_SUSPECT, "picture-readable",
            "a JPEG it sent by HTTP can be decoded; it may be no more than part of a page");
    return opine(VERDICT_FAIL, "file-readable",
                 "a file it %s by HTTP can be played as it is: %s (%s)",
                 upload ? "uploaded" : "sent", format, o->picture.because);
}

static struct opinion weigh(const struct weighing *w)
{
    const struct observation *o = w->o;
    if (!is_sender(w) || o->picture.readable == READABLE_UNKNOWN)
        return silent();
    if (o->picture.readable == READABLE_YES)
        return weigh_open(o);
    return opine(VERDICT_LIKELY_OK, "encrypted-inside",
                 "%s it sends in clear has readable headers, but no readable pictures (%s)",
                 format_of(o), o->picture.because);
}

const struct item data_encryption_item = {
    .about = {
        .number = "3.6",
        .title = "Data encryption",
        .recommended = "ON",
        .level = LEVEL_STANDARD,
        .signature = 7236000,
        .severity = 3,
        .category = "Misc activity",
        .cwe = "CWE-311",
        .meaning = "Data encryption keeps the pictures encrypted when they are stored, so that a stolen disk or card or "
                   "a leak shows nothing.",
        .judged = "FAIL: what the camera sends in clear can be decoded as it is: the pictures of an RTP stream "
                  "(reason stream-readable: their numbers count up from picture to picture, or their JPEG data are "
                  "whole), a JPEG or MP4 file on a connection of its own or in an upload (file-readable), pictures "
                  "one after the other by HTTP (series-readable). So a stream that breaks 3.5 or 3.8 mostly breaks "
                  "this row, too. SUSPECT: a single JPEG answered by HTTP, which may be part of a web page. "
                  "LIKELY_OK: headers can be read, but the pictures behind them cannot be decoded. Never PASS: how "
                  "i-PRO encrypts is not published. Media inside TLS or SRTP say nothing of it. A FAIL stays: files "
                  "and streams may be treated differently.",
        .remedy = "[User mng.] - [Data encryption] in the Settings menu.",
        .unseen = "No pictures of this camera crossed in a form that shows it.",
        .decides = "A stream, a picture or a recording that crosses in clear. Inside TLS or SRTP it cannot be seen.",
    },
    .observable = true,
    .needs = VANTAGE_MIRROR,
    .listens = { [PART_CLIENT] = 1u << OBS_PICTURE, [PART_SERVER] = 1u << OBS_PICTURE },
    .weigh = weigh,
};
