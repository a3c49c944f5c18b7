/* The forms of an alert's line, of whatever line: JSON that is none, or says other things than ours
 * does. What comes out is one line, valid, and keeps the alert's number. */

#include "alerts/format.h"

#include <stdlib.h>

#include "alerts/syslog_message.h"
#include "alerts/told.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool ok)
{
    if (!ok)
        abort();
}

static void check_text(struct bytes line)
{
    json_t *text = json_stringn((const char *)line.p, line.n);
    demand(text != NULL); /* UTF-8 */
    json_decref(text);
    for (size_t i = 0; i < line.n; i++)
        demand(line.p[i] >= ' ');
}

/* Seven pipes that are not escaped end the header; behind them each '=' that is not escaped has a
 * key before it, of letters and digits. */
static void check_cef(struct bytes line)
{
    size_t pipes = 0;
    size_t word = 0;
    bool escaped = false;
    for (size_t i = 0; i < line.n; i++) {
        uint8_t c = line.p[i];
        demand(c != 0x7f);
        if (!escaped && c == '|' && pipes < 7) {
            pipes++;
            word = i + 1;
        }
        if (pipes == 7 && c == ' ')
            word = i + 1;
        if (pipes == 7 && !escaped && c == '=')
            for (size_t k = word; k < i; k++)
                demand((line.p[k] | 0x20) >= '0' && line.p[k] <= 'z');
        escaped = !escaped && c == '\\';
    }
    demand(pipes == 7 && !escaped);
}

static void check_json(struct bytes line)
{
    json_t *o = json_loadb((const char *)line.p, line.n, JSON_REJECT_DUPLICATES, NULL);
    demand(json_is_object(o));
    json_decref(o);
}

static void check(enum format f, struct bytes eve, char *out)
{
    struct bytes line = { (const uint8_t *)out, format_write(f, eve, out) };
    demand(line.n <= FORMAT_LINE_MAX);
    check_text(line);
    struct told t;
    if (!told_read(eve, &t))
        return;
    demand((line.n > 0) == t.is_alert);
    if (line.n > 0)
        demand(format_sequence(line) == t.sequence);
    told_free(&t);
}

/* All before the text is printable ASCII, and the structured data end where the text begins. */
static void check_syslog(struct bytes eve)
{
    static char out[SYSLOG_MESSAGE_MAX];
    size_t n = syslog_message_write(eve, FORMAT_EVE, 16, out);
    demand(n >= eve.n && (n > eve.n || eve.n == 0));
    size_t header = n - eve.n;
    for (size_t i = 0; i < header; i++)
        demand(out[i] >= ' ' && out[i] <= '~');
    demand(n == 0 || (out[0] == '<' && out[header - 1] == ' '));
    demand(n == 0 || out[header - 2] == ']' || out[header - 2] == '-');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char out[FORMAT_LINE_MAX];
    struct bytes eve = { data, size < 4096 ? size : 4096 };
    (void)format_sequence(eve);
    size_t n = format_write(FORMAT_EVE, eve, out);
    demand(n == eve.n && (n == 0 || memcmp(out, eve.p, n) == 0));
    check_syslog(eve);
    check(FORMAT_CEF, eve, out);
    n = format_write(FORMAT_CEF, eve, out);
    if (n > 0)
        check_cef((struct bytes){ (const uint8_t *)out, n });
    check(FORMAT_ECS, eve, out);
    n = format_write(FORMAT_ECS, eve, out);
    if (n > 0)
        check_json((struct bytes){ (const uint8_t *)out, n });
    return 0;
}
