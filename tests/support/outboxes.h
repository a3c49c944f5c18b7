/* An outbox in a folder of the test's own; line N of it is "line N", of severity N % 4 + 1. */
#pragma once

#include "alerts/outbox.h"

/* For a suite's .init and .fini. In memory: a sync takes no time. */
void outboxes_begin(void);
void outboxes_begin_in_memory(void);
void outboxes_end(void);

/* The folder's name, and that of a file in it (valid until the next call). */
const char *outboxes_folder(void);
const char *outboxes_file(const char *name);

/* Changes the file in it, its log's part, too, behind the outbox's back. */
void outboxes_sql(const char *sql);

/* Runs it in a process that is then killed. */
void outboxes_in_child(void (*run)(void));

struct outbox *outbox_opened(struct outbox_settings s);
/* In the folder, as a sensor has it. */
struct outbox *outbox_of_folder(void);
void outbox_started(struct outbox *o);

/* false: there was no room. */
bool outbox_put_line(struct outbox *o, uint64_t number);
/* From one number to another, and waits until they are on the disk. */
void outbox_put_lines(struct outbox *o, uint64_t from, uint64_t to);

/* Takes all there is; each line is what its number says, and its number is greater than *last,
 * which is then the last of all. How many. */
uint64_t outbox_take_lines(struct outbox *o, int reader, uint64_t *last);

/* Lines 1 to `lines`, a hundred a row, wait for the reader "a"; then it is closed. */
void outbox_filled(uint64_t lines);
