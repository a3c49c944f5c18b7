#include "sensor/fleet_print.h"

#include "sensor/paper.h"

static const char *text_in(const json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));
    return s != NULL ? s : "";
}

static long long number_in(const json_t *o, const char *key)
{
    return json_integer_value(json_object_get(o, key));
}

static bool is_silent(const json_t *sensor)
{
    return json_is_true(json_object_get(sensor, "silent"));
}

const char *age_text(uint64_t seconds, char out[static AGE_TEXT_MAX])
{
    static const struct {
        uint64_t s;
        const char *unit;
    } units[] = { { 86400, "d" }, { 3600, "h" }, { 60, "min" } };
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (seconds < 2 * units[i].s)
            continue;
        (void)snprintf(out, AGE_TEXT_MAX, "%llu %s", (unsigned long long)(seconds / units[i].s),
                       units[i].unit);
        return out;
    }
    (void)snprintf(out, AGE_TEXT_MAX, "%llu s", (unsigned long long)seconds);
    return out;
}

static long long losses_of(const json_t *sensor)
{
    const char *name = NULL;
    json_t *n = NULL;
    uint64_t all = 0;
    json_object_foreach(json_object_get(sensor, "losses"), name, n) all +=
        (uint64_t)json_integer_value(n);
    return (long long)all;
}

/* In `width` letters, at least one space after them. */
static void put_word(const char *s, int width, FILE *out)
{
    struct text plain = text_of(bytes_of_text(s));
    (void)fprintf(out, "%-*s ", width - 1, plain.s);
}

static void put_age(const json_t *sensor, FILE *out)
{
    char age[AGE_TEXT_MAX] = "-";
    if (json_object_get(sensor, "age_s") != NULL)
        (void)age_text((uint64_t)number_in(sensor, "age_s"), age);
    put_word(age, 10, out);
}

static void put_sensor(const json_t *sensor, FILE *out)
{
    put_word(text_in(sensor, "name"), 24, out);
    put_word(is_silent(sensor) ? "SILENT" : text_in(sensor, "state"), 10, out);
    put_word(text_in(sensor, "time"), 32, out);
    put_age(sensor, out);
    (void)fprintf(out, "%10lld%10lld%12lld  ", losses_of(sensor), number_in(sensor, "cameras"),
                  number_in(sensor, "violations"));
    paper_put_plain(out, text_in(sensor, "version"));
    (void)fputc('\n', out);
}

void fleet_print(const json_t *sensors, FILE *out)
{
    if (json_array_size(sensors) == 0) {
        (void)fprintf(out, "No sensor keeps a heartbeat there.\n");
        return;
    }
    (void)fprintf(out, "%-24s%-10s%-32s%-10s%10s%10s%12s  version\n", "sensor", "state",
                  "last heartbeat", "age", "losses", "cameras", "violations");
    for (size_t i = 0; i < json_array_size(sensors); i++)
        put_sensor(json_array_get(sensors, i), out);
}

void fleet_print_silent(const json_t *sensors, FILE *out)
{
    for (size_t i = 0; i < json_array_size(sensors); i++) {
        const json_t *sensor = json_array_get(sensors, i);
        char age[AGE_TEXT_MAX];
        if (!is_silent(sensor))
            continue;
        (void)fprintf(out, "The sensor ");
        paper_put_plain(out, text_in(sensor, "name"));
        (void)fprintf(out, " is silent: its last heartbeat came %s ago.\n",
                      age_text((uint64_t)number_in(sensor, "age_s"), age));
    }
}
