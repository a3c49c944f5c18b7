/* syscalls(worker): mlock: its copy of the secrets. */
#include "sensor/worker_orders.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/secret.h"

enum { TEXT_MAX = (4 << 20) + 2 }; /* as long a list as a policy may have */

struct page {
    _Atomic bool stop;
    _Atomic uint64_t number;
    size_t logins;
    size_t text_n; /* of their users and passwords, each with its end */
    size_t minimum;
    bool has_key;
    bool has_srtp;
    struct fingerprint_key key;
    struct srtp_keys srtp;
    char text[TEXT_MAX];
};

struct worker_orders {
    struct page *write; /* nowhere in a forked process */
    struct page *read;  /* never written to by this way */
};

/* ---- the memory ---- */

static void *map(int fd, int how)
{
    void *p = mmap(NULL, sizeof(struct page), how, MAP_SHARED, fd, 0);
    if (p == MAP_FAILED)
        return NULL;
    if (keep_undumped(p, sizeof(struct page)))
        return p;
    (void)munmap(p, sizeof(struct page));
    return NULL;
}

/* A kernel before 5.1 does not know the last seal: there a worker that was taken over could tell
 * the others to end, as it could by other means. */
static void seal(int fd)
{
    (void)fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW);
    (void)fcntl(fd, F_ADD_SEALS, F_SEAL_FUTURE_WRITE);
}

static bool map_both(struct worker_orders *o, int fd)
{
    if (ftruncate(fd, sizeof(struct page)) != 0)
        return false;
    o->write = map(fd, PROT_READ | PROT_WRITE);
    if (o->write == NULL || madvise(o->write, sizeof *o->write, MADV_DONTFORK) != 0)
        return false;
    seal(fd);
    o->read = map(fd, PROT_READ);
    return o->read != NULL;
}

struct worker_orders *worker_orders_new(struct error *e)
{
    struct worker_orders *o = calloc(1, sizeof *o);
    int fd = o != NULL ? memfd_create("camwarden-orders", MFD_CLOEXEC | MFD_ALLOW_SEALING) : -1;
    bool made = fd >= 0 && map_both(o, fd);
    int why = errno;
    if (fd >= 0)
        (void)close(fd);
    if (made)
        return o;
    worker_orders_free(o);
    fail(e, "no memory to share with the workers: %s", strerrordesc_np(why));
    return NULL;
}

static void unmap(struct page *p)
{
    if (p != NULL)
        (void)munmap(p, sizeof *p);
}

void worker_orders_free(struct worker_orders *o)
{
    if (o == NULL)
        return;
    if (o->write != NULL)
        explicit_bzero(o->write, offsetof(struct page, text) + o->write->text_n);
    unmap(o->write);
    unmap(o->read);
    free(o);
}

/* ---- by the main thread's process ---- */

void worker_orders_stop(struct worker_orders *o)
{
    atomic_store_explicit(&o->write->stop, true, memory_order_release);
}

static bool put_text(struct page *p, const char *s)
{
    size_t n = strlen(s) + 1;
    if (n > TEXT_MAX - p->text_n)
        return false;
    memcpy(p->text + p->text_n, s, n);
    p->text_n += n;
    return true;
}

static void put_logins(struct page *p, const struct password_defaults *d)
{
    explicit_bzero(p->text, p->text_n);
    p->text_n = p->logins = 0;
    for (size_t i = 0; i < d->n; i++) {
        size_t before = p->text_n;
        if (put_text(p, d->at[i].user) && put_text(p, d->at[i].password))
            p->logins++;
        else
            p->text_n = before;
    }
}

static void put_secrets(struct page *p, const struct known_secrets *s)
{
    put_logins(p, &s->passwords);
    p->minimum = s->passwords.minimum;
    p->has_key = s->passwords.key != NULL;
    p->key = p->has_key ? *s->passwords.key : (struct fingerprint_key){ { 0 } };
    p->has_srtp = s->srtp != NULL;
    explicit_bzero(&p->srtp, sizeof p->srtp);
    if (p->has_srtp)
        memcpy(&p->srtp, s->srtp, sizeof p->srtp);
}

uint64_t worker_orders_give(struct worker_orders *o, const struct known_secrets *secrets)
{
    static const struct known_secrets none;
    struct page *p = o->write;
    uint64_t number = atomic_load_explicit(&p->number, memory_order_relaxed);
    atomic_store_explicit(&p->number, number + 1, memory_order_relaxed);
    atomic_thread_fence(memory_order_release);
    put_secrets(p, secrets != NULL ? secrets : &none);
    atomic_store_explicit(&p->number, number + 2, memory_order_release);
    return number + 2;
}

/* ---- by a worker's ---- */

bool worker_orders_is_stop(const struct worker_orders *o)
{
    return atomic_load_explicit(&o->read->stop, memory_order_acquire);
}

uint64_t worker_orders_number(const struct worker_orders *o)
{
    return atomic_load_explicit(&o->read->number, memory_order_acquire);
}

/* It lies in one piece: the head, the logins, the keys, the texts. What is read may be half
 * written: nothing is used before that is known, and no size is taken twice. */
struct sizes {
    size_t logins, text;
};

static struct sizes sizes_of(const struct page *p)
{
    struct sizes s = { p->logins, p->text_n };
    s.text = s.text < TEXT_MAX ? s.text : TEXT_MAX;
    s.logins = s.logins < s.text ? s.logins : s.text;
    return s;
}

static void point_at_logins(struct password_default *at, struct sizes n, const char *text)
{
    const char *next = text;
    for (size_t i = 0; i < n.logins; i++) {
        at[i].user = next;
        at[i].password = next + strlen(next) + 1;
        next = at[i].password + strlen(at[i].password) + 1;
    }
}

/* Where the logins are to lie, and behind them the texts. */
static struct password_default *logins_of(struct own_secrets *own)
{
    void *after = own + 1;
    struct srtp_keys *srtp = after;
    void *behind = srtp + 1;
    return behind;
}

static void fill_in(struct own_secrets *own, const struct page *p, struct sizes n)
{
    void *after = own + 1;
    struct srtp_keys *srtp = after;
    struct password_default *logins = logins_of(own);
    memcpy(logins + n.logins, p->text, n.text);
    memcpy(srtp, &p->srtp, sizeof *srtp);
    own->key = p->key;
    own->secrets.passwords = (struct password_defaults){
        .n = n.logins, .at = logins, .minimum = p->minimum, .key = p->has_key ? &own->key : NULL
    };
    own->secrets.srtp = p->has_srtp ? srtp : NULL;
}

struct own_secrets *worker_orders_copy(const struct worker_orders *o)
{
    const struct page *p = o->read;
    uint64_t number = worker_orders_number(o);
    struct sizes n = sizes_of(p);
    size_t bytes = sizeof(struct own_secrets) + sizeof(struct srtp_keys) +
                   n.logins * sizeof(struct password_default) + n.text;
    struct own_secrets *own = (number & 1) == 0 ? secret_new(bytes) : NULL;
    if (own == NULL)
        return NULL;
    own->n = bytes;
    own->number = number;
    fill_in(own, p, n);
    atomic_thread_fence(memory_order_acquire);
    if (atomic_load_explicit(&p->number, memory_order_relaxed) != number) {
        own_secrets_free(own);
        return NULL;
    }
    struct password_default *at = logins_of(own);
    void *texts = at + n.logins;
    point_at_logins(at, n, texts);
    return own;
}

void own_secrets_free(struct own_secrets *s)
{
    if (s != NULL)
        secret_free(s, s->n);
}
