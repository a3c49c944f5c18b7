#include "dissectors/eap_flight.h"

#include "dissectors/tls_flight.h"

static void end_flight(struct dissection *d, struct eap_flight *f)
{
    if (f->begun)
        give_room_back(d);
    *f = (struct eap_flight){ 0 };
}

static void tell_certificate(struct dissection *d, struct bytes records)
{
    struct observation o;
    size_t missing = 0;
    if (tls_find_certificate(records, &o, &missing) == FLIGHT_CERTIFICATE)
        observe(d, o);
}

/* A login has one flight at a time: the other end answers it when it is whole. */
static bool goes_on(const struct eap_flight *f, const struct eap_message *m)
{
    return !m->tls_start && f->from_peer == m->from_peer;
}

static bool is_handshake(struct bytes records)
{
    return records.n > 0 && records.p[0] == TLS_HANDSHAKE;
}

static void add(struct dissection *d, struct eap_flight *f, const struct eap_message *m)
{
    uint8_t *room = borrow_room(d);
    if (room == NULL || m->tls.n > (size_t)ROOM_MAX - f->n) {
        end_flight(d, f);
        return;
    }
    memcpy(room + f->n, m->tls.p, m->tls.n);
    f->n = (uint16_t)(f->n + m->tls.n);
    f->id = m->id;
    if (m->tls_more)
        return;
    if (f->n == f->total) /* else one of them was not captured */
        tell_certificate(d, (struct bytes){ room, f->n });
    end_flight(d, f);
}

void eap_flight_take(struct dissection *d, struct eap_flight *f, const struct eap_message *m,
                     uint8_t login)
{
    bool own = f->begun && f->login == login;
    if (m->tls.n == 0 && !m->tls_start)
        return;
    if (own && goes_on(f, m)) {
        if (m->id != f->id)
            add(d, f, m);
        return;
    }
    if (own)
        end_flight(d, f);
    if (!is_handshake(m->tls))
        return;
    if (!m->tls_more) {
        tell_certificate(d, m->tls);
        return;
    }
    end_flight(d, f);
    *f = (struct eap_flight){
        .begun = true, .from_peer = m->from_peer, .login = login, .total = m->tls_total
    };
    add(d, f, m);
}
