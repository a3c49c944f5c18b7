/* A bench and a wire for each test of a suite: what is put on the one is decoded at the other. */
#pragma once

#include "tests/support/frames.h"

extern struct bench *b;
extern struct wire *w;

/* Fit .init and .fini of a TestSuite. */
void bench_begin(void);
void bench_end(void);
