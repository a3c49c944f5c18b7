#include "dissectors/port_control.h"

enum { PORT = 5351 };

enum recognition port_control_recognise(struct opening *o, const struct port_control *m)
{
    if ((m->answer ? o->from_port : o->to_port) != PORT)
        return NOT_MINE;
    o->speaker = m->answer ? SPEAKER_SERVER : SPEAKER_CLIENT;
    return MINE;
}

static enum act act_of(const struct port_control *m, const struct port_control_state *s)
{
    if (m->result != 0)
        return s->asked ? s->asked_for : ACT_ADD; /* its lifetime is the refusal's */
    return m->lease_s > 0 ? ACT_ADD : ACT_DELETE;
}

static enum outcome outcome_of(const struct port_control *m)
{
    if (!m->answer)
        return OUTCOME_UNKNOWN;
    return m->result == 0 ? OUTCOME_ACCEPTED : OUTCOME_REFUSED;
}

static struct ip internal_of(const struct port_control *m, const struct packet *p)
{
    static const struct ip nobody = { { 0 } };
    if (!ip_equal(&m->internal, &nobody))
        return m->internal;
    return m->answer ? p->dst.ip : p->src.ip;
}

void port_control_tell(struct dissection *d, const struct port_control *m)
{
    struct port_control_state *s = d->state;
    speaker_is(d, m->answer ? SPEAKER_SERVER : SPEAKER_CLIENT);
    if (!m->mapping)
        return;
    enum act act = act_of(m, s);
    if (!m->answer)
        *s = (struct port_control_state){ .asked = true, .asked_for = act };
    observe(d, (struct observation){
                   .kind = OBS_MAPPING,
                   .mapping = {
                       .act = act,
                       .outcome = outcome_of(m),
                       .external_port = m->external_port,
                       .internal_port = m->internal_port,
                       .lease_s = m->lease_s,
                       .internal = internal_of(m, d->packet),
                       .udp = m->udp,
                   },
               });
}
