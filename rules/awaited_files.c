#include "rules/awaited_files.h"

void awaited_files_expect(struct awaited_files *f, const struct observation *transfer)
{
    if (transfer->transfer.data.port == 0 || transfer->transfer.private)
        return;
    f->at[f->next] = transfer->transfer.data;
    f->next = (uint8_t)((f->next + 1) % AWAITED_MAX);
}

bool awaited_files_match(struct awaited_files *f, const struct observation *content)
{
    for (size_t i = 0; i < AWAITED_MAX; i++) {
        bool ours = endpoint_equal(&f->at[i], &content->server) ||
                    endpoint_equal(&f->at[i], &content->client);
        if (f->at[i].port == 0 || !ours)
            continue;
        f->last = content->content.content;
        return true;
    }
    return false;
}

const char *awaited_content_name(enum content c)
{
    static const char *const names[CONTENTS] = {
        [CONTENT_UNKNOWN] = "",          [CONTENT_JPEG] = "a JPEG picture",
        [CONTENT_MP4] = "an MP4 film",   [CONTENT_AVI] = "an AVI film",
        [CONTENT_PNG] = "a PNG picture", [CONTENT_GZIP] = "a gzip archive",
        [CONTENT_ZIP] = "a ZIP archive", [CONTENT_TEXT] = "text",
    };
    return names[c];
}
