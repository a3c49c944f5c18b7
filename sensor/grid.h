/* Cameras by items, for a person: cameras are columns, by number, and items rows, because the items
 * are always the same few. A wide network takes several blocks. */
#pragma once

#include "rules/rule.h"
#include "sensor/paper.h"

enum { GRID_ITEMS_MAX = 64 };

struct grid_camera {
    struct text id, name, make, model, firmware;
    char ip[IP_TEXT_MAX];
    struct sentence note;            /* what else is to be said; or empty */
    uint8_t verdict[GRID_ITEMS_MAX]; /* enum verdict, by place in items[] */
    uint64_t suppressed;             /* bits by place in items[] */
};

/* The cameras by number, then the blocks, then what the words mean. Items above the level are left
 * out. */
void grid_print(const struct paper *p, const struct grid_camera *cameras, size_t n,
                enum level level);
