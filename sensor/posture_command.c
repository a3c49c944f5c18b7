#include "sensor/posture_command.h"

#include <errno.h>
#include <malloc.h>

#include "sensor/common_options.h"
#include "sensor/ctl.h"
#include "sensor/fleet_print.h"
#include "sensor/paper.h"
#include "sensor/posture_gather.h"
#include "sensor/posture_print.h"

static bool print(const struct posture_view *v, const struct posture_options *o)
{
    if (o->json)
        return posture_print_json(v, o, stdout);
    if (o->sensors)
        fleet_print(v->sensors, stdout);
    else
        posture_print(v, o, stdout);
    return true;
}

static int show(struct fleet *f, const struct posture_options *o)
{
    struct posture_view v;
    bool opened = posture_view_open(&v, json_incref(f->cameras), o);
    v.sensors = f->sensors;
    bool found = v.n > 0 || o->camera == NULL;
    if (opened && (found || o->json))
        (void)print(&v, o);
    posture_view_close(&v);
    if (!opened)
        return paper_complain("no memory", EXIT_INPUT);
    if (fflush(stdout) != 0 || ferror(stdout) != 0)
        return paper_complain(strerrordesc_np(errno), EXIT_DELIVERY);
    struct error e;
    (void)fail(&e, "there is no such camera: '%s'", o->camera != NULL ? o->camera : "");
    return found ? EXIT_OK : paper_complain(e.s, CTL_REFUSED);
}

int posture_main(int argc, char **argv)
{
    struct posture_options o;
    struct error e = { "" };
    struct fleet f;
    int status = EXIT_OK;
    /* Millions of small pieces beside large ones: it takes a fifth less time. */
    (void)mallopt(M_MXFAST, 0); /* NOLINT(concurrency-mt-unsafe): no thread here */
    posture_options_read(argc, argv, &o);
    if (!posture_gather(&o, &f, &status, &e))
        return paper_complain(e.s, status);
    int shown = show(&f, &o);
    fleet_release(&f);
    return shown != EXIT_OK ? shown : status;
}
