#include "dissectors/mail_head.h"

static void tell_date(struct dissection *d, struct bytes value)
{
    int64_t s = 0;
    if (date_read(bytes_trim(value), &s))
        date_tell(d, "mail", s);
}

static void end_line(struct dissection *d, struct mail_head *h)
{
    static const char date[] = "Date:", received[] = "Received:";
    struct bytes line = { h->line, h->n };
    if (line.n > 0 && line.p[line.n - 1] == '\r')
        line.n--;
    bool is_date = bytes_start_with(line, date);
    h->over = line.n == 0 || is_date || bytes_start_with(line, received);
    h->n = 0;
    if (is_date)
        tell_date(d, bytes_after(line, sizeof date - 1));
}

void mail_head_take(struct dissection *d, struct mail_head *h, struct bytes piece)
{
    for (size_t i = 0; i < piece.n && !h->over; i++) {
        if (piece.p[i] == '\n')
            end_line(d, h);
        else if (h->n < sizeof h->line)
            h->line[h->n++] = piece.p[i];
    }
}
