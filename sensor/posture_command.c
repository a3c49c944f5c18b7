#include "sensor/posture_command.h"

#include <errno.h>

#include "sensor/common_options.h"
#include "sensor/ctl.h"
#include "sensor/posture_gather.h"
#include "sensor/posture_print.h"

/* What comes from elsewhere may be printed, but must not move the terminal. */
static int complain(const char *why, int status)
{
    (void)fputs("camwarden: ", stderr);
    for (const char *s = why; *s != '\0'; s++)
        (void)fputc(*s >= ' ' && *s <= '~' ? *s : '.', stderr);
    (void)fputc('\n', stderr);
    return status;
}

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
        return complain("no memory", EXIT_INPUT);
    if (fflush(stdout) != 0 || ferror(stdout) != 0)
        return complain(strerrordesc_np(errno), EXIT_DELIVERY);
    return found ? EXIT_OK : complain("there is no such camera", CTL_REFUSED);
}

int posture_main(int argc, char **argv)
{
    struct posture_options o;
    struct error e = { "" };
    int status = EXIT_OK;
    posture_options_read(argc, argv, &o);
    json_t *postures = posture_gather(&o, &status, &e);
    if (postures == NULL)
        return complain(e.s, status);
    int shown = show(postures, &o);
    return shown != EXIT_OK ? shown : status;
}
