#include "dissectors/media_type.h"

static const struct {
    const char *type; /* or how it begins */
    enum content content;
} types[] = {
    { "image/jpeg", CONTENT_JPEG },
    { "image/jpg", CONTENT_JPEG },
    { "multipart/x-mixed-replace", CONTENT_JPEG },
    { "video/x-motion-jpeg", CONTENT_JPEG },
    { "video/x-mjpeg", CONTENT_JPEG },
    { "image/png", CONTENT_PNG },
    { "video/mp4", CONTENT_MP4 },
    { "audio/mp4", CONTENT_MP4 },
    { "video/avi", CONTENT_AVI },
    { "video/msvideo", CONTENT_AVI },
    { "video/x-msvideo", CONTENT_AVI },
    { "application/gzip", CONTENT_GZIP },
    { "application/x-gzip", CONTENT_GZIP },
    { "application/zip", CONTENT_ZIP },
    { "application/x-zip-compressed", CONTENT_ZIP },
    { "text/", CONTENT_TEXT },
    { "application/json", CONTENT_TEXT },
    { "application/xml", CONTENT_TEXT },
    { "application/soap+xml", CONTENT_TEXT },
    { "application/xhtml+xml", CONTENT_TEXT },
    { "application/javascript", CONTENT_TEXT },
    { "application/x-javascript", CONTENT_TEXT },
    { "application/x-www-form-urlencoded", CONTENT_TEXT },
    { "application/sdp", CONTENT_TEXT },
};

enum content media_type_content(struct bytes content_type)
{
    for (size_t i = 0; content_type.n > 0 && i < sizeof types / sizeof types[0]; i++)
        if (bytes_start_with(content_type, types[i].type))
            return types[i].content;
    return CONTENT_UNKNOWN;
}
