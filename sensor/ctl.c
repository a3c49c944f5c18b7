#include "sensor/ctl.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "core/clock.h"
#include "sensor/ctl_ask.h"
#include "sensor/ctl_options.h"
#include "sensor/ctl_text.h"
#include "sensor/paper.h"

enum { LOOK_MS = 200 };

struct ctl {
    const struct ctl_options *options;
    struct ctl_link link;
};

static json_t *request_of(const struct ctl *c)
{
    const struct ctl_options *o = c->options;
    return json_pack("{s:s, s:s*, s:s*, s:s*, s:o*}", "command", o->words[0], "camera", o->words[1],
                     "item", o->words[2], "reason", o->reason, "for_s",
                     o->for_s > 0 ? json_integer(o->for_s) : NULL);
}

static json_t *ask_once(const struct ctl *c, int *status, struct error *e)
{
    return ctl_ask(&c->link, request_of(c), status, e);
}

static json_t *ask_pages(const struct ctl *c, int *status, struct error *e)
{
    return ctl_ask_pages(&c->link, request_of(c), status, e);
}

static json_int_t queued(const json_t *status)
{
    json_int_t sum = 0;
    const json_t *sinks = json_object_get(status, "delivery");
    for (size_t i = 0; i < json_array_size(sinks); i++)
        sum += json_integer_value(json_object_get(json_array_get(sinks, i), "queued"));
    return sum;
}

/* Asks for delivery, and waits until nothing is queued any more. */
static json_t *flush(const struct ctl *c, int *status, struct error *e)
{
    static const struct timespec nap = { 0, LOOK_MS * 1000000L };
    int64_t deadline = (int64_t)steady_ms() + c->options->timeout_ms;
    json_t *answer = ask_once(c, status, e);
    json_int_t left = json_integer_value(json_object_get(answer, "queued"));
    while (answer != NULL && left > 0 && (int64_t)steady_ms() < deadline) {
        (void)nanosleep(&nap, NULL);
        json_decref(answer);
        answer = ctl_ask(&c->link, json_pack("{s:s}", "command", "status"), status, e);
        left = queued(answer);
    }
    if (answer == NULL)
        return NULL;
    json_decref(answer);
    *status = left > 0 ? CTL_REFUSED : CTL_DONE;
    return json_pack("{s:I}", "queued", left);
}

/* What is to be printed, or NULL: *status and e say why not. */
static json_t *hold_dialogue(const struct ctl *c, int *status, struct error *e)
{
    static const struct {
        const char *command;
        json_t *(*hold)(const struct ctl *c, int *status, struct error *e);
    } others[] = { { "cameras", ask_pages }, { "posture", ask_pages }, { "flush", flush } };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (strcmp(others[i].command, c->options->words[0]) == 0)
            return others[i].hold(c, status, e);
    return ask_once(c, status, e);
}

static bool print(json_t *answer, bool text)
{
    int bad = 0;
    if (text)
        ctl_text_status(answer, stdout);
    else
        bad = json_dumpf(answer, stdout, JSON_INDENT(2) | JSON_SORT_KEYS | JSON_ENSURE_ASCII);
    json_decref(answer);
    bool written = bad == 0 && (text || putchar('\n') != EOF);
    return written && fflush(stdout) == 0 && ferror(stdout) == 0;
}

int ctl_main(int argc, char **argv)
{
    struct ctl_options o;
    struct ctl c = { .options = &o };
    struct error e = { "" };
    int status = CTL_DONE;
    ctl_options_read(argc, argv, &o);
    if (!ctl_link_open(&c.link, o.control, o.timeout_ms, &e))
        return paper_complain(e.s, CTL_NO_SENSOR);
    json_t *answer = hold_dialogue(&c, &status, &e);
    ctl_link_close(&c.link);
    if (answer == NULL)
        return paper_complain(e.s, status);
    if (!print(answer, o.text))
        return paper_complain("cannot write the answer", CTL_REFUSED);
    return status;
}
