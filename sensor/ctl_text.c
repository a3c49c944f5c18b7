#include "sensor/ctl_text.h"

#include "sensor/paper.h"

enum { LABEL_WIDTH = 12 };

static const json_t *part(const json_t *o, const char *key)
{
    return json_object_get(o, key);
}

static double number(const json_t *o, const char *key)
{
    return json_number_value(part(o, key));
}

static void put_text(FILE *out, const json_t *o, const char *key)
{
    const char *text = json_string_value(part(o, key));
    paper_put_plain(out, text != NULL && text[0] != '\0' ? text : "-");
}

static void put_label(FILE *out, const char *label)
{
    (void)fprintf(out, "%-*s", LABEL_WIDTH, label);
}

static double mebibytes(const json_t *o, const char *key)
{
    return number(o, key) / (1 << 20);
}

static void put_duration(FILE *out, double seconds)
{
    static const struct {
        const char *name;
        double s;
    } units[] = { { "d", 86400 }, { "h", 3600 }, { "min", 60 } };
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (seconds < 2 * units[i].s)
            continue;
        (void)fprintf(out, "%.0f %s", seconds / units[i].s, units[i].name);
        return;
    }
    (void)fprintf(out, "%.0f s", seconds);
}

static void put_sensor(FILE *out, const json_t *status)
{
    put_label(out, "sensor");
    put_text(out, status, "sensor");
    (void)fputs(", camwarden ", out);
    put_text(out, status, "version");
    (void)fputs(", for ", out);
    put_duration(out, number(status, "uptime_s"));
    (void)fputc('\n', out);
}

static void put_capture(FILE *out, const json_t *status)
{
    const json_t *packets = part(status, "packets");
    put_label(out, "packets");
    (void)fprintf(out, "%.0f read, %.0f shunted, %.3f %% of the last minute lost\n",
                  number(packets, "read"), number(packets, "shunted"),
                  number(status, "loss_percent_minute"));
    const json_t *all = part(part(status, "capture"), "interfaces");
    for (size_t i = 0; i < json_array_size(all); i++) {
        const json_t *o = json_array_get(all, i);
        put_label(out, "interface");
        put_text(out, o, "name");
        (void)fprintf(out, ": %.0f received, %.0f lost\n", number(o, "received"),
                      number(o, "ring_full") + number(o, "kernel_drops"));
    }
}

/* What is wrong, if anything is. */
static void put_reason(FILE *out, const json_t *o)
{
    if (json_string_length(part(o, "reason")) == 0)
        return;
    (void)fputs(": ", out);
    put_text(out, o, "reason");
}

static void put_outbox(FILE *out, const json_t *o)
{
    put_label(out, "outbox");
    put_text(out, o, "state");
    if (json_is_string(part(o, "folder"))) {
        (void)fputc(' ', out);
        put_text(out, o, "folder");
    }
    put_reason(out, o);
    (void)fprintf(out, "\n%*s%.0f raised, %.0f not on the disk yet, %.0f shed; ", LABEL_WIDTH, "",
                  number(o, "raised"), number(o, "unsaved"), number(o, "shed"));
    if (json_is_string(part(o, "folder")))
        (void)fprintf(out, "%.1f of %.0f MiB on the disk, ", mebibytes(o, "bytes"),
                      mebibytes(o, "bytes_max"));
    (void)fprintf(out, "%.1f of %.0f MiB of memory\n", mebibytes(o, "memory"),
                  mebibytes(o, "memory_max"));
}

static void put_shed(FILE *out, const json_t *o)
{
    const json_t *by = part(o, "shed_by_severity");
    (void)fprintf(out, ", %.0f shed", number(o, "shed"));
    if (number(o, "shed") > 0)
        (void)fprintf(out, " (of severity 1: %.0f, 2: %.0f, 3: %.0f, 4: %.0f)", number(by, "1"),
                      number(by, "2"), number(by, "3"), number(by, "4"));
}

static void put_sink(FILE *out, const json_t *o)
{
    put_label(out, "delivery");
    put_text(out, o, "sink");
    (void)fputc(' ', out);
    put_text(out, o, "where");
    (void)fputs(": ", out);
    put_text(out, o, "state");
    put_reason(out, o);
    (void)fprintf(out, "\n%*s%.0f delivered, %.0f wait", LABEL_WIDTH, "", number(o, "delivered"),
                  number(o, "queued"));
    if (number(o, "queued") > 0) {
        (void)fputs(", the oldest for ", out);
        put_duration(out, number(o, "oldest_s"));
    }
    put_shed(out, o);
    (void)fputc('\n', out);
}

static void put_policy(FILE *out, const json_t *policy)
{
    put_label(out, "policy");
    put_text(out, policy, "file");
    (void)fputs(", level ", out);
    put_text(out, policy, "level");
    if (json_string_length(part(policy, "error")) > 0) {
        (void)fputs("; refused: ", out);
        put_text(out, policy, "error");
    }
    (void)fputc('\n', out);
}

void ctl_text_status(const json_t *status, FILE *out)
{
    put_sensor(out, status);
    put_capture(out, status);
    put_label(out, "cameras");
    (void)fprintf(out, "%.0f, with %.0f violations\n", number(status, "cameras"),
                  number(status, "violations"));
    put_policy(out, part(status, "policy"));
    put_outbox(out, part(status, "outbox"));
    const json_t *sinks = part(status, "delivery");
    for (size_t i = 0; i < json_array_size(sinks); i++)
        put_sink(out, json_array_get(sinks, i));
}
