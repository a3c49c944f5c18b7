/* Two sensors of one name in one Redis: each undoes what the other keeps there. How it is noticed:
 * before a sensor tells its heartbeat (beat.h) it looks at what is kept under its name. That it is
 * of another instance means nothing the first time: a predecessor may have died. When our own was
 * told already, another one that runs has taken its place. */
#pragma once

#include "core/text.h"

struct rival {
    bool told;         /* a heartbeat of ours is kept, as far as we know */
    struct text who;   /* the other one, for people; empty: there is none */
    uint64_t until_ms; /* of steady_ms(): as long as it may be silent */
};

/* To be called before each heartbeat. kept: what is kept under our name, empty if nothing is or it
 * may not be read; whoever wrote it there. ours: what will take its place. true: there is another
 * one that was not there before. */
bool rival_look(struct rival *r, struct bytes kept, struct bytes ours, uint64_t now_ms);
