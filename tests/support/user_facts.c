#include "tests/support/user_facts.h"

const struct person boss = { "Canary-Boss", 99 };
const struct person boss_elsewhere = { "Canary-Boss", 98 };
const struct person guard = { "Canary-Guard", 97 };

struct observation by(struct observation o, const struct person *p, uint16_t port)
{
    o.client = at_host(p->host, port);
    return o;
}

struct observation request(const char *protocol, const char *method, const char *path)
{
    struct observation o = asked(protocol, OBS_EXCHANGE, 80);
    o.exchange.act = ACT_REQUEST;
    o.exchange.method = text_of(bytes_of_text(method));
    o.exchange.path = text_of(bytes_of_text(path));
    return o;
}

struct observation named(const char *protocol, enum scheme scheme, const char *user)
{
    struct observation o = asked(protocol, OBS_LOGIN, 80);
    o.login.scheme = scheme;
    o.login.user = text_of(bytes_of_text(user));
    return o;
}

void fetch(struct court *c, const struct person *p, const char *path, uint16_t status)
{
    uint16_t port = (uint16_t)(50000 + c->frame_no);
    court_show(c, by(request("http", "GET", path), p, port));
    court_show(c, by(named("http", SCHEME_DIGEST, p->user), p, port));
    court_show(c, by(answered("http", 80, "GET", status, SCHEME_DIGEST), p, port));
}

void administer(struct court *c, const struct person *p)
{
    uint16_t port = (uint16_t)(50000 + c->frame_no);
    court_show(c, by(request("http", "GET", "/admin/index.html"), p, port));
    court_show(c, by(answered("http", 80, "GET", 401, SCHEME_NONE), p, port));
    court_show(c, by(request("http", "GET", "/admin/index.html"), p, port));
    court_show(c, by(named("http", SCHEME_DIGEST, p->user), p, port));
    court_show(c, by(answered("http", 80, "GET", 200, SCHEME_DIGEST), p, port));
}

void play(struct court *c, const struct person *p, const char *method)
{
    court_show(c, by(request("rtsp", method, "/MediaInput/h264"), p, 40000));
    court_show(c, by(named("rtsp", SCHEME_DIGEST, p->user), p, 40000));
    court_show(c, by(answered("rtsp", 554, method, 200, SCHEME_DIGEST), p, 40000));
}

void view(struct court *c, const struct person *p, int minutes)
{
    play(c, p, "DESCRIBE");
    play(c, p, "SETUP");
    play(c, p, "PLAY");
    for (int i = 0; i < minutes; i++) {
        court_wait(c, 60);
        play(c, p, "GET_PARAMETER");
    }
    play(c, p, "TEARDOWN");
}

enum verdict accounts_verdict(struct court *c)
{
    return court_standing(c, "2.4").verdict;
}
