/* A live source without an interface: tests say which frames it has, and when they show. */
#pragma once

#include "capture/live.h"

enum { FAKE_FRAMES = 2048, FAKE_ROOM = 1024 };

struct fake {
    struct {
        uint64_t time_ns;
        uint64_t shows_ns; /* by the monotonic clock */
    } frame[FAKE_FRAMES];
    int n, at;
    uint32_t late_ms;
    bool cannot_open;
    bool cannot_resume;
    bool breaks;      /* when there are no more frames */
    bool takes_shunt; /* its shunt() is true */
    int asked, shunted, timeout_ms;
    bool stopped, closed;
    uint8_t room[FAKE_ROOM]; /* a byte a frame: its number in `frame`; spoilt when asked again */
};

extern const struct live_source fake_source;

void fake_reset(void);
/* By the name of its interface: "a", "b" or "c". */
struct fake *fake_of(const char *interface);
/* The next frame: its time, and after how many milliseconds it shows. */
void fake_will_have(struct fake *f, uint64_t time_ns, uint64_t after_ms);
