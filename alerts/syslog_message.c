/* How it works: MSGID is what has come of the alert (opened, ongoing, resolved), so that a receiver
 * can sort without reading JSON; the structured data (section 6.3) has its numbers. 32473 is the
 * enterprise number that RFC 5612 leaves to examples: we have none of our own. There is no byte
 * order mark before the text, because readers of JSON do not expect one. */
#include "alerts/syslog_message.h"

#include <inttypes.h>
#include <stdio.h>

#include "alerts/quill.h"
#include "alerts/told.h"

enum { HOST_MAX = 255, EVENT_MAX = 32, VALUE_MAX = 255 };

/* A field of the header: printable ASCII without spaces, section 6; "-" if there is none. */
static void put_word(struct quill *p, const char *s, size_t max)
{
    quill_char(p, ' ');
    for (size_t i = 0; s[i] != '\0' && i < max; i++)
        quill_char(p, (char)(s[i] > ' ' && s[i] <= '~' ? s[i] : '-'));
    if (s[0] == '\0')
        quill_char(p, '-');
}

/* Section 6.3.3. What we put there is ASCII; anything else would not be of a line of ours. */
static void put_parameter(struct quill *p, const char *name, const char *value)
{
    if (value[0] == '\0')
        return;
    quill_char(p, ' ');
    quill_text(p, name);
    quill_text(p, "=\"");
    for (size_t i = 0; value[i] != '\0' && i < VALUE_MAX; i++) {
        if (strchr("\"\\]", value[i]) != NULL)
            quill_char(p, '\\');
        quill_char(p, (char)(value[i] >= ' ' && value[i] <= '~' ? value[i] : '?'));
    }
    quill_char(p, '"');
}

static void put_data(struct quill *p, const struct told *t)
{
    char sequence[24];
    (void)snprintf(sequence, sizeof sequence, "%" PRIu64, t->sequence);
    quill_text(p, " [camwarden@32473");
    put_parameter(p, "sequence", t->sequence != 0 ? sequence : "");
    put_parameter(p, "id", t->id);
    put_parameter(p, "group", t->group);
    put_parameter(p, "item", t->item);
    put_parameter(p, "camera", t->camera);
    quill_text(p, "] ");
}

/* From EVE's 1 to 4 to error, warning, notice and informational: nothing here has to wake people.
 */
static void put_priority(struct quill *p, unsigned facility, unsigned severity)
{
    enum { WORST = 2 };
    char text[16];
    (void)snprintf(text, sizeof text, "<%u>1", facility * 8 + severity + WORST);
    quill_text(p, text);
}

size_t syslog_message_write(struct bytes eve, enum format f, unsigned facility,
                            char out[static SYSLOG_MESSAGE_MAX])
{
    enum { NOTICE = 3 };
    char time[TOLD_TIME_MAX];
    struct told t;
    struct quill p = { out, out + SYSLOG_MESSAGE_MAX - FORMAT_LINE_MAX };
    bool readable = told_read(eve, &t);
    put_priority(&p, facility, readable ? t.severity : NOTICE);
    put_word(&p, readable ? told_rfc3339(t.timestamp, time) : "", TOLD_TIME_MAX);
    put_word(&p, readable ? t.host : "", HOST_MAX);
    put_word(&p, "camwarden", EVENT_MAX);
    put_word(&p, "", 0);
    put_word(&p, readable ? t.event : "", EVENT_MAX);
    if (readable)
        put_data(&p, &t);
    else
        quill_text(&p, " - ");
    if (readable)
        told_free(&t);
    size_t n = format_write(f, eve, p.at);
    return n > 0 ? (size_t)(p.at - out) + n : 0;
}
