#include "rules/offers.h"

#include "rules/open_access.h"

void offers_note(struct offers *f, const struct observation *o)
{
    bool digest = o->challenge.scheme == SCHEME_DIGEST;
    f->basic = f->basic || o->challenge.scheme == SCHEME_BASIC;
    f->http_digest = f->http_digest || (digest && is_by(o, "http"));
    f->rtsp_digest = f->rtsp_digest || (digest && is_by(o, "rtsp"));
}

bool offers_volunteered(const struct offers *f, const struct observation *o)
{
    struct bytes method = bytes_of_text(o->exchange.method.s);
    if (o->exchange.scheme != SCHEME_BASIC || f->basic)
        return false;
    if (is_by(o, "rtsp"))
        return f->rtsp_digest && !bytes_equal_text(method, "DESCRIBE");
    return is_by(o, "http") && (f->http_digest || is_page_file(&o->exchange.path));
}
