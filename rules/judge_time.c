/* The judge's clock, which is the packets' time, when somebody sets it.
 *
 * How it works: a live judge is told the time every minute at least. If two times that follow each
 * other are further apart than that, the clock was set (or nothing was watched: it is the same to
 * what follows). All times kept are moved along, so that what lasted a minute is not taken for a
 * day: durations are judged by (3.2.4, 3.2.2). A capture is not live: it may have gaps, and the
 * next one may be older; between two that do not follow each other nobody watched. The margin is
 * below that of 3.2.4. */
#include "rules/judge_parts.h"
#include "rules/moment.h"

static const int64_t gap_ns = INT64_C(110) * 1000000000;

static void move_items(struct judge *j, uint32_t place, int64_t by_ns)
{
    for (size_t i = 0; i < items_n; i++) {
        struct mark *m = slate_mark(j->slate, place, i);
        if (m == NULL)
            continue;
        move_time(&m->proved_ns, by_ns);
        move_time(&m->begun_ns, by_ns);
        if (items[i]->move != NULL)
            items[i]->move(slate_memory(j->slate, place, i), by_ns);
    }
}

/* Another capture has begun. */
static void note_capture(struct judge *j, uint64_t time_ns)
{
    int64_t since_ns = (int64_t)(time_ns - j->ended_ns);
    bool follows = since_ns <= gap_ns && since_ns >= -gap_ns;
    j->ended_ns = 0;
    for (uint32_t place = 0; place < book_size(j->book) && !follows; place++)
        book_at(j->book, place)->watched_ns = 0;
}

void judge_note_time(struct judge *j, uint64_t time_ns)
{
    if (j->ended_ns != 0)
        note_capture(j, time_ns);
    int64_t by_ns = (int64_t)(time_ns - j->now_ns);
    bool set = j->live && j->now_ns != 0 && (by_ns > gap_ns || by_ns < -gap_ns);
    j->now_ns = time_ns;
    if (!set)
        return;
    book_move(j->book, by_ns);
    for (uint32_t place = 0; place < book_size(j->book); place++) {
        move_items(j, place, by_ns);
        boot_move(&j->boots[place], by_ns);
    }
}
