#include "dissectors/ftp_words.h"

#include "dissectors/line.h"

/* The first of a client's words; those that no other protocol has prove it on any port. */
static const char *const own_words[] = { "AUTH TLS", "AUTH SSL", "AUTH GSSAPI", "PASV",
                                         "EPSV",     "EPRT",     "SYST",        "FEAT",
                                         "PBSZ",     "STOR",     "OPTS UTF8",   NULL };
static const char *const all_words[] = { "USER", "PASS", "AUTH", "PASV", "EPSV", "EPRT", "PORT",
                                         "LPRT", "SYST", "FEAT", "PBSZ", "PROT", "STOR", "STOU",
                                         "APPE", "RETR", "OPTS", "TYPE", "CWD",  "PWD",  "LIST",
                                         "NLST", "MLSD", "SIZE", "QUIT", "NOOP", "HOST", NULL };

static bool is_ftp_port(uint16_t port)
{
    return port == 21 || port == 2121;
}

/* USER of IRC (RFC 2812 section 3.1.3) has four parameters, and POP3's stands at its port. */
static enum recognition recognise_user(const struct opening *o)
{
    enum recognition known = line_begins(o->said, "USER");
    if (known != MINE)
        return known;
    struct cursor c = cursor_over(o->said);
    struct bytes line = take_line(&c);
    if (!cursor_ok(&c))
        return TOO_LITTLE;
    c = cursor_over(bytes_after(line, 4));
    size_t words = 0;
    while (words < 3 && take_word(&c).n > 0)
        words++;
    return words == 1 || (words < 3 && is_ftp_port(o->to_port)) ? MINE : NOT_MINE;
}

static enum recognition recognise_client(const struct opening *o)
{
    if (is_ftp_port(o->to_port))
        return line_begins_any(o->said, all_words);
    enum recognition user = recognise_user(o);
    enum recognition own = line_begins_any(o->said, own_words);
    if (user == MINE || own == MINE)
        return MINE;
    return user == TOO_LITTLE || own == TOO_LITTLE ? TOO_LITTLE : NOT_MINE;
}

/* 220 is SMTP's banner too; 227 and 229 are FTP's alone. */
static enum recognition recognise_server(const struct opening *o)
{
    struct reply r;
    if (o->said.n < 4)
        return bytes_equal(o->said, bytes_first(bytes_of_text("220"), o->said.n)) ? TOO_LITTLE
                                                                                  : NOT_MINE;
    bool parted = o->said.p[3] == ' ' || o->said.p[3] == '-';
    if (!parted || !line_reply(o->said, &r))
        return NOT_MINE;
    if (is_ftp_port(o->from_port) || bytes_start_with(o->said, "227 Entering Passive") ||
        bytes_start_with(o->said, "229 Entering Extended"))
        return MINE;
    if (r.code != 220)
        return NOT_MINE;
    return bytes_find(o->said, "FTP") < o->said.n ? MINE : TOO_LITTLE;
}

enum recognition ftp_recognise(struct opening *o)
{
    enum recognition client = recognise_client(o), server = recognise_server(o);
    if (client == MINE || server == MINE)
        o->speaker = client == MINE ? SPEAKER_CLIENT : SPEAKER_SERVER;
    return client > server ? client : server;
}

size_t ftp_resynchronise(struct bytes in)
{
    return line_find(in, all_words);
}
