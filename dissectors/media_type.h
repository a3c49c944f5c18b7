/* What a body is, by its Content-Type: RFC 9110 section 8.3. */
#pragma once

#include "core/observation.h"

/* A stream of pictures (multipart/x-mixed-replace, as cameras push motion JPEG) counts as JPEG. */
enum content media_type_content(struct bytes content_type);
