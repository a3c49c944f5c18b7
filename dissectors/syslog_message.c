#include "dissectors/syslog_message.h"

enum { PRIORITY_MAX = 191, SENDER_MAX = 255, TAG_MAX = 48 };

static bool is_digit(uint8_t b)
{
    return b >= '0' && b <= '9';
}

/* RFC 5424 section 6.2.1: "<" one to three digits without leading zeros ">". */
static bool take_priority(struct cursor *c, uint32_t *priority)
{
    bool opened = take_if(c, '<');
    struct bytes number = cursor_rest(c);
    size_t n = 0;
    while (n < number.n && n < 4 && is_digit(number.p[n]))
        n++;
    number = take_bytes(c, n);
    bool padded = bytes_start_with(number, "0") && n > 1;
    *priority = bytes_number(number);
    return opened && n > 0 && n < 4 && !padded && take_if(c, '>') && *priority <= PRIORITY_MAX;
}

/* Each '0' of the pattern stands for a digit, each 'A' for a letter, each '_' for a digit or a
 * space; all else for itself. */
static bool looks_like(struct bytes b, const char *pattern)
{
    size_t n = strlen(pattern);
    for (size_t i = 0; i < n && i < b.n; i++) {
        uint8_t x = b.p[i], wanted = (uint8_t)pattern[i];
        bool letter = (x >= 'A' && x <= 'Z') || (x >= 'a' && x <= 'z');
        bool fits = x == wanted || (wanted == '0' && is_digit(x)) || (wanted == 'A' && letter) ||
                    (wanted == '_' && (is_digit(x) || x == ' '));
        if (!fits)
            return false;
    }
    return b.n >= n;
}

static bool is_month(struct bytes b)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    for (size_t i = 0; b.n >= 3 && i < sizeof months - 1; i += 3)
        if (memcmp(b.p, months + i, 3) == 0)
            return true;
    return false;
}

/* RFC 3339, to the second; what stands behind it belongs to the same word. */
static bool is_iso_time(struct bytes word)
{
    return looks_like(word, "0000-00-00T00:00:00");
}

/* RFC 3164 section 4.1.2, or with RFC 3339's time as relays write it. */
static bool take_time(struct cursor *c)
{
    static const char bsd[] = "AAA _0 00:00:00 ";
    struct bytes rest = cursor_rest(c);
    if (looks_like(rest, bsd) && is_month(rest)) {
        skip(c, sizeof bsd - 1);
        return true;
    }
    struct cursor after = *c;
    if (!is_iso_time(take_word(&after)))
        return false;
    *c = after;
    return true;
}

static bool is_name(struct bytes b)
{
    for (size_t i = 0; i < b.n; i++) {
        uint8_t x = b.p[i];
        bool plain = is_digit(x) || (x >= 'a' && x <= 'z') || (x >= 'A' && x <= 'Z');
        if (!plain && x != '.' && x != '-' && x != '_' && x != ':')
            return false;
    }
    return b.n > 0 && b.n <= SENDER_MAX && b.p[b.n - 1] != ':';
}

/* "name:" or "name[pid]:": without one, what looks like a sender may be a word of the message. */
static bool is_tag(struct bytes b)
{
    size_t n = 0;
    while (n < b.n && n < TAG_MAX && b.p[n] != ':' && b.p[n] != '[')
        n++;
    return n > 0 && n < b.n && n < TAG_MAX;
}

static void read_bsd(struct cursor *c, struct syslog_message *out)
{
    out->exact = take_time(c);
    struct bytes name = take_word(c);
    if (out->exact && is_name(name) && is_tag(take_word(c)))
        out->sender = name;
}

/* A word of printable ASCII, as RFC 5424 section 6 wants its head's. */
static struct bytes take_head_word(struct cursor *c, bool *sound)
{
    struct bytes word = take_word(c);
    *sound &= word.n > 0;
    for (size_t i = 0; i < word.n; i++)
        *sound &= word.p[i] > ' ' && word.p[i] <= '~';
    return word;
}

/* VERSION TIMESTAMP HOSTNAME APP-NAME PROCID MSGID STRUCTURED-DATA */
static bool read_structured(struct cursor *c, struct syslog_message *out)
{
    bool sound = true;
    if (!bytes_equal_text(take_head_word(c, &sound), "1"))
        return false;
    struct bytes when = take_head_word(c, &sound), name = take_head_word(c, &sound);
    for (int i = 0; i < 3; i++)
        (void)take_head_word(c, &sound);
    struct bytes data = cursor_rest(c);
    bool untimed = bytes_equal_text(when, "-");
    if (!sound || (!untimed && !is_iso_time(when)) || data.n == 0 ||
        (data.p[0] != '-' && data.p[0] != '['))
        return false;
    out->structured = out->exact = true;
    out->sender = bytes_equal_text(name, "-") ? (struct bytes){ 0 } : name;
    return true;
}

/* Text of any 8-bit code; a NUL at the end is common. */
static bool is_text(struct bytes b)
{
    for (size_t i = 0; i < b.n; i++) {
        bool last = i + 1 == b.n && b.p[i] == '\0';
        bool space = b.p[i] == '\t' || b.p[i] == '\r' || b.p[i] == '\n';
        if (b.p[i] == 0x7f || (b.p[i] < ' ' && !space && !last))
            return false;
    }
    return true;
}

bool syslog_read(struct bytes message, struct syslog_message *out)
{
    *out = (struct syslog_message){ 0 };
    struct cursor c = cursor_over(bytes_first(message, SYSLOG_HEAD));
    uint32_t priority = 0;
    if (!take_priority(&c, &priority) || !is_text(cursor_rest(&c)))
        return false;
    out->facility = (uint8_t)(priority / 8);
    out->severity = (uint8_t)(priority % 8);
    struct cursor again = c;
    if (!read_structured(&c, out))
        read_bsd(&again, out);
    return true;
}

bool syslog_may_begin(struct bytes message)
{
    struct cursor c = cursor_over(message);
    uint32_t priority = 0;
    bool ended = message.n > 5 || memchr(message.p, '>', message.n) != NULL;
    if (ended)
        return take_priority(&c, &priority) && is_text(cursor_rest(&c)) && message.n < SYSLOG_HEAD;
    bool may = message.n > 0 && message.p[0] == '<';
    for (size_t i = 1; i < message.n; i++)
        may &= is_digit(message.p[i]);
    return may;
}

void syslog_tell(struct dissection *d, const struct syslog_message *m)
{
    observe(d, (struct observation){
                   .kind = OBS_LOG_EXPORT,
                   .protocol = "syslog",
                   .log_export = { .facility = m->facility,
                                   .severity = m->severity,
                                   .structured = m->structured,
                                   .sender = text_of(m->sender) },
               });
}
