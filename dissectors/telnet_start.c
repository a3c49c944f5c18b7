#include "dissectors/telnet_start.h"

#include "dissectors/telnet_plain.h"
#include "dissectors/telnet_text.h"

enum { TELNET_PORT = 23 };

enum option {
    OPTION_ECHO = 1,
    OPTION_TERMINAL_TYPE = 24,
    OPTION_WINDOW_SIZE = 31,
    OPTION_TERMINAL_SPEED = 32,
    OPTION_FLOW_CONTROL = 33,
    OPTION_LINEMODE = 34,
    OPTION_DISPLAY = 35,
    OPTION_ENVIRONMENT = 39,
    OPTION_LAST = 49,
    OPTION_EXTENDED = 255,
};

static bool is_option(uint8_t b)
{
    return b <= OPTION_LAST || b == OPTION_EXTENDED || (b >= 138 && b <= 140);
}

/* How many bytes the command is long that stands at the beginning; 0: none, or not whole. */
static size_t negotiation_n(struct bytes b)
{
    bool is = b.n >= 3 && b.p[0] == COMMAND_IAC && b.p[1] >= COMMAND_WILL &&
              b.p[1] <= COMMAND_DONT && is_option(b.p[2]);
    return is ? 3 : 0;
}

/* What only one end does: a server echoes, and asks after the terminal. */
static enum speaker speaker_of(struct bytes b)
{
    bool offers = b.p[1] == COMMAND_WILL, asks = b.p[1] == COMMAND_DO;
    bool terminals = (b.p[2] >= OPTION_TERMINAL_TYPE && b.p[2] <= OPTION_DISPLAY) ||
                     b.p[2] == OPTION_ENVIRONMENT;
    if (!offers && !asks)
        return SPEAKER_UNKNOWN;
    if (b.p[2] == OPTION_ECHO)
        return offers ? SPEAKER_SERVER : SPEAKER_CLIENT;
    if (terminals && b.p[2] != OPTION_FLOW_CONTROL)
        return asks ? SPEAKER_SERVER : SPEAKER_CLIENT;
    return SPEAKER_UNKNOWN;
}

/* The commands that it begins with: how many, and who speaks. */
static size_t negotiations(struct bytes said, enum speaker *speaker)
{
    size_t n = 0;
    for (size_t step = negotiation_n(said); step > 0 && n < 16; step = negotiation_n(said)) {
        if (*speaker == SPEAKER_UNKNOWN)
            *speaker = speaker_of(said);
        said = bytes_after(said, step);
        n++;
    }
    return n;
}

static bool is_plain(struct bytes b)
{
    for (size_t i = 0; i < b.n; i++) {
        bool space = b.p[i] == '\r' || b.p[i] == '\n' || b.p[i] == '\t' || b.p[i] == '\0' ||
                     b.p[i] == KEY_ESCAPE;
        if ((b.p[i] < ' ' && !space) || b.p[i] == COMMAND_IAC)
            return false;
    }
    return true;
}

/* A server on Telnet's own port that negotiates nothing: known when it asks for a login. */
static enum recognition recognise_prompt(struct bytes said)
{
    if (!is_plain(said))
        return NOT_MINE;
    size_t n = said.n;
    while (n > 0 && said.p[n - 1] != '\n' && said.p[n - 1] != '\r')
        n--;
    enum telnet_prompt asks = telnet_prompt_of(bytes_after(said, n));
    return asks == PROMPT_USER || asks == PROMPT_PASSWORD ? MINE : TOO_LITTLE;
}

/* On another port one command may be anything's. */
static enum recognition recognise_commands(const struct opening *o, bool own, enum speaker *speaker)
{
    struct bytes said = o->said;
    size_t n = negotiations(said, speaker), least = own ? 1 : 2;
    if (!own && !o->at_start)
        return NOT_MINE;
    if (n >= least)
        return MINE;
    bool command = said.n < 2 || (said.p[1] >= COMMAND_WILL && said.p[1] <= COMMAND_DONT);
    bool begun = said.p[0] == COMMAND_IAC && command && n == said.n / 3;
    return begun && said.n < least * 3 ? TOO_LITTLE : NOT_MINE;
}

enum recognition telnet_recognise(struct opening *o)
{
    bool from = o->from_port == TELNET_PORT, own = from || o->to_port == TELNET_PORT;
    if (o->said.n == 0)
        return TOO_LITTLE;
    enum speaker speaker = SPEAKER_UNKNOWN;
    bool commands = o->said.p[0] == COMMAND_IAC;
    enum recognition known = NOT_MINE;
    if (commands)
        known = recognise_commands(o, own, &speaker);
    else if (from)
        known = recognise_prompt(o->said);
    if (known == MINE && own)
        speaker = from ? SPEAKER_SERVER : SPEAKER_CLIENT;
    if (known == MINE && speaker != SPEAKER_UNKNOWN)
        o->speaker = speaker;
    return known;
}
