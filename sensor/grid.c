#include "sensor/grid.h"

#include <string.h>

enum { ITEM_WIDTH = 40, CELL_WIDTH = 5 };

static void put_camera(const struct paper *p, size_t number, const struct grid_camera *c)
{
    (void)fprintf(p->out, "%4zu  %s  %s", number, c->id.s, c->ip);
    const char *const words[] = { c->name.s, c->make.s, c->model.s };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (words[i][0] != '\0' && (i == 0 || strcmp(words[i], words[i - 1]) != 0))
            (void)fprintf(p->out, "  %s", words[i]);
    if (c->firmware.s[0] != '\0')
        (void)fprintf(p->out, "  firmware %s", c->firmware.s);
    if (c->note.s[0] != '\0')
        (void)fprintf(p->out, "  %s", c->note.s);
    (void)fputc('\n', p->out);
}

static void put_row(const struct paper *p, const struct grid_camera *cameras, size_t n, size_t item)
{
    (void)fprintf(p->out, "%-6s%-*.*s", items[item]->about.number, ITEM_WIDTH - 6, ITEM_WIDTH - 7,
                  items[item]->about.title);
    for (size_t c = 0; c < n; c++)
        paper_put_verdict(p, (enum verdict)cameras[c].verdict[item],
                          (cameras[c].suppressed >> item & 1) != 0, c + 1 < n ? CELL_WIDTH : 0);
    (void)fputc('\n', p->out);
}

/* n cameras that fit into the width; `first` is the number of the first of them. */
static void put_block(const struct paper *p, const struct grid_camera *cameras, size_t first,
                      size_t n, enum level level)
{
    (void)fprintf(p->out, "\n%-*s", ITEM_WIDTH, "item");
    for (size_t c = 0; c < n; c++)
        (void)fprintf(p->out, "%-*zu", c + 1 < n ? CELL_WIDTH : 0, first + c);
    (void)fputc('\n', p->out);
    for (size_t i = 0; i < items_n; i++)
        if (items[i]->about.level <= level)
            put_row(p, cameras, n, i);
}

void grid_print(const struct paper *p, const struct grid_camera *cameras, size_t n,
                enum level level)
{
    (void)fprintf(p->out, "Cameras\n");
    for (size_t c = 0; c < n; c++)
        put_camera(p, c + 1, &cameras[c]);
    size_t room = p->width > ITEM_WIDTH + CELL_WIDTH ? (p->width - ITEM_WIDTH) / CELL_WIDTH : 1;
    for (size_t first = 0; first < n; first += room)
        put_block(p, cameras + first, first + 1, n - first < room ? n - first : room, level);
    paper_put_legend(p);
}
