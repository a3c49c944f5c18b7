/* A control socket in a folder of its own, and clients of it. */
#pragma once

#include "sensor/control.h"

enum { PLACES = 8, LONG_ANSWER = 20000000, QUIET_MS = 20 };

extern struct control *control;
extern unsigned requests_answered; /* so far */

/* It answers {"n":7} by {"n":7}, {"long":n} by a text of n letters, {"no":1} by an error. */
void serve_begin(void);
void serve_end(void);

void serve_patiently(int patience_ms);
/* Opened again, where a test is about quiet clients. */
void serve_impatiently(void);

/* How many of what it polls for are ready now. */
int serve_turn(void);
/* Until there is nothing more to do. */
void serve_turns(void);

int client_new(void);
void client_say(int fd, const char *text);
/* What has come so far. */
const char *client_heard(int fd);
bool client_is_hung_up(int fd);
/* Reads a line of any length while the control serves; how long it is. */
size_t client_take_long_line(int fd);

size_t count_lines(const char *text);
