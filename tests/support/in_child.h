/* What cannot be undone is tried in a child. */
#pragma once

/* Runs act(self) in a child of fork(). Returns what it returned (0 to 255), or minus the number of
 * the signal that ended it. */
int in_child(int (*act)(void *self), void *self);
