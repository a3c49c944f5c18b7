#include "sensor/outputs.h"

static void add(struct outputs *out, const struct sink *sink, const char *where)
{
    out->output[out->n].sink = sink;
    out->output[out->n++].where = where;
}

static bool add_file(const struct common_options *c, struct outputs *out, struct error *e)
{
    const struct file_wish wish = { .file = c->eve,
                                    .rotate_mib = c->eve_rotate_mib,
                                    .keep = c->eve_keep,
                                    .format = c->eve_format };
    if (!file_place_write(&wish, out->file))
        return fail(e, "the name of the file of alerts is too long");
    add(out, &file_sink, out->file);
    return true;
}

bool outputs_of(const struct common_options *c, struct outputs *out, struct error *e)
{
    out->n = 0;
    if (c->eve != NULL && !add_file(c, out, e))
        return false;
    if (c->redis != NULL)
        add(out, &redis_sink, c->redis);
    for (size_t i = 0; i < c->syslogs; i++)
        add(out, &syslog_sink, c->syslog[i]);
    return true;
}
