/* Which entries of the stream stand in the file already, although they are not acknowledged: after
 * Redis was lost, or this process was killed, in between. With it each line is in the file once.
 *
 * How it works: before a batch is written, FILE.feed is made to say which entries it is and how
 * long the file was. Whoever starts next counts the lines that came after: so many of those entries
 * are there; a line that was torn is taken away. Both files are on the disk before anything is
 * acknowledged, so it is the same when the power fails. Of a run that was killed its last batch is
 * known; of this run the last 4096 entries: so many acknowledgements may a Redis forget.
 *
 * FILE.feed is locked: two feeds do not write one file. */
#pragma once

#include "alerts/redis_stream.h"

struct feed_journal;

/* path: the file that lines are appended to, before it is opened for that; NULL, or something that
 * is no regular file: what was written is known as long as this lives. group, key: whose entries.
 * NULL: e says why. */
struct feed_journal *feed_journal_open(const char *path, const char *key, const char *group,
                                       struct error *e);
void feed_journal_close(struct feed_journal *j);

/* The file was opened anew, under its name, and goes on there. false: e says why. */
bool feed_journal_reopen(struct feed_journal *j, struct error *e);

/* Whether the entry's line is in the file, for all that is known. */
bool feed_journal_knows(const struct feed_journal *j, const struct stream_id *id);

/* The lines of these entries will be written next, in this order. n: 1 to STREAM_PAGE_MAX. false:
 * that could not be noted, and why. */
bool feed_journal_begin(struct feed_journal *j, const struct stream_id *id, size_t n,
                        struct error *e);

/* They are written. false: the disk has not taken them, and why. */
bool feed_journal_end(struct feed_journal *j, struct error *e);
