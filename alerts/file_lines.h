/* The lines of a batch in the form in which they go into a file, and how far they are written. */
#pragma once

#include <sys/uio.h>

#include "alerts/format.h"
#include "alerts/sink.h"

enum { FILE_LINES_MAX = 64, FILE_PIECES_MAX = 2 * FILE_LINES_MAX };

struct file_lines {
    size_t lines; /* of the batch, how many are written */
    size_t bytes; /* and of the next one, how much */
    size_t n;     /* of those that follow, how many are in line[], in their form */
    struct bytes line[FILE_LINES_MAX];
    char text[4 * FORMAT_LINE_MAX];
};

/* Brings the next lines into their form; at least one. */
void file_lines_gather(struct file_lines *l, const struct batch *b, enum format f);

/* How long the next one is, with its line feed; 0: it has no such form. */
size_t file_lines_next(const struct file_lines *l);

/* How many of the gathered lines there is room for, in bytes; at least one. */
size_t file_lines_fitting(const struct file_lines *l, uint64_t room);

/* What is still to be written of the first n lines; how many pieces that is. */
int file_lines_pieces(const struct file_lines *l, size_t n, struct iovec piece[FILE_PIECES_MAX]);

/* So many bytes more of the first n lines are written. */
void file_lines_advance(struct file_lines *l, size_t n, size_t written);
