/* A command of Redis being put together, word by word. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "alerts/redis.h"

enum { ORDER_LINES = 256, ORDER_BYTES = 1 << 20, ORDER_OTHERS = 12, ORDER_NUMBERS = 5 };

/* Begins as { 0 }. The words are the caller's, and must live as long as it. */
struct order {
    int n;
    const char *word[ORDER_OTHERS + ORDER_LINES];
    size_t length[ORDER_OTHERS + ORDER_LINES];
    int numbers;
    char number[ORDER_NUMBERS][24]; /* as text */
};

/* At most ORDER_OTHERS of these, of which ORDER_NUMBERS numbers. */
void order_add(struct order *o, const char *word);
void order_add_number(struct order *o, uint64_t number);

/* At most ORDER_LINES. */
void order_add_lines(struct order *o, const struct bytes *line, size_t n);

/* How many of n lines, which are not none, go into one command, so that Redis is not held up for
 * long: at least one, at most ORDER_LINES and, if that is more than one, ORDER_BYTES. */
size_t order_cut(const struct bytes *line, size_t n);

/* What it is for as in redis.h; lives as long as the order. */
struct command order_command(struct order *o, const char *purpose);
