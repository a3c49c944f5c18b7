#include "tests/support/decode_bench.h"

struct bench *b;
struct wire *w;

void bench_begin(void)
{
    b = bench_new();
    w = wire_new();
}

void bench_end(void)
{
    bench_free(b);
    wire_free(w);
}
