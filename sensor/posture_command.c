#include "sensor/posture_command.h"

#include <errno.h>

#include "sensor/common_options.h"
#include "sensor/ctl.h"
#include "sensor/paper.h"
#include "sensor/posture_gather.h"
#include "sensor/posture_print.h"

static int show(json_t *postures, const struct posture_options *o)
{
    struct posture_view v;
    bool opened = posture_view_open(&v, postures, o);
    if (opened && o->json)
        (void)posture_print_json(&v, o, stdout);
    else if (opened)
        posture_print(&v, o, stdout);
    bool found = v.n > 0 || o->camera == NULL;
    posture_view_close(&v);
    if (!opened)
        return paper_complain("no memory", EXIT_INPUT);
    if (fflush(stdout) != 0 || ferror(stdout) != 0)
        return paper_complain(strerrordesc_np(errno), EXIT_DELIVERY);
    return found ? EXIT_OK : paper_complain("there is no such camera", CTL_REFUSED);
}

int posture_main(int argc, char **argv)
{
    struct posture_options o;
    struct error e = { "" };
    int status = EXIT_OK;
    posture_options_read(argc, argv, &o);
    json_t *postures = posture_gather(&o, &status, &e);
    if (postures == NULL)
        return paper_complain(e.s, status);
    int shown = show(postures, &o);
    return shown != EXIT_OK ? shown : status;
}
