/* How it works: OpenSSL is given a socket of ours (a BIO), because its own raises SIGPIPE. The
 * other end's certificate is always checked, its name with it. */
/* syscalls(connects): openat, open: who may vouch, and our own certificate. */
/* syscalls(connects): stat, getdents64: who may vouch, and our own certificate. */
#include "alerts/tls.h"

#include <arpa/inet.h>
#include <errno.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

struct tls_context {
    SSL_CTX *ctx;
    BIO_METHOD *method;
    char name[256];
    char no_password[1]; /* of a key: nobody is there to be asked */
};

struct tls {
    SSL *ssl;
    int fd;
    bool wanted_certificate;
    bool broken;
    int failed; /* errno of the step that failed; 0: see code */
    unsigned long code;
};

static bool is_set(const char *s)
{
    return s != NULL && s[0] != '\0';
}

/* What OpenSSL complained of first. */
static const char *complaint(void)
{
    unsigned long code = ERR_peek_error();
    const char *why = ERR_SYSTEM_ERROR(code) ? strerrordesc_np(ERR_GET_REASON(code))
                                             : ERR_reason_error_string(code);
    return why != NULL ? why : "it cannot be used";
}

/* ---- our socket, as a BIO ---- */

static int finish(BIO *b, ssize_t n, int way)
{
    BIO_clear_retry_flags(b);
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        BIO_set_flags(b, way | BIO_FLAGS_SHOULD_RETRY);
    return (int)n;
}

static int bio_write(BIO *b, const char *p, int n)
{
    const struct tls *t = BIO_get_data(b);
    return finish(b, send(t->fd, p, (size_t)n, MSG_NOSIGNAL), BIO_FLAGS_WRITE);
}

static int bio_read(BIO *b, char *p, int n)
{
    const struct tls *t = BIO_get_data(b);
    return finish(b, recv(t->fd, p, (size_t)n, 0), BIO_FLAGS_READ);
}

static long bio_control(BIO *b, int what, long n, void *p)
{
    (void)b, (void)n, (void)p;
    return what == BIO_CTRL_FLUSH;
}

static BIO_METHOD *make_method(void)
{
    BIO_METHOD *m = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "dial");
    if (m == NULL)
        return NULL;
    (void)BIO_meth_set_write(m, bio_write);
    (void)BIO_meth_set_read(m, bio_read);
    (void)BIO_meth_set_ctrl(m, bio_control);
    return m;
}

/* ---- what connections have in common ---- */

/* Is called when the other end wants a certificate. */
static int note_wanted(SSL *ssl, void *self)
{
    (void)self;
    struct tls *t = SSL_get_app_data(ssl);
    t->wanted_certificate = true;
    return 1;
}

static bool load(SSL_CTX *ctx, const struct tls_settings *s, struct error *e)
{
    bool trusts = is_set(s->ca) ? SSL_CTX_load_verify_file(ctx, s->ca) == 1
                                : SSL_CTX_set_default_verify_paths(ctx) == 1;
    if (!trusts)
        return fail(e, "cannot read certificates from %s: %s", is_set(s->ca) ? s->ca : "the system",
                    complaint());
    if (!is_set(s->cert))
        return true;
    const char *key = is_set(s->cert_key) ? s->cert_key : s->cert;
    if (SSL_CTX_use_certificate_chain_file(ctx, s->cert) != 1)
        return fail(e, "cannot read a certificate from %s: %s", s->cert, complaint());
    if (SSL_CTX_use_PrivateKey_file(ctx, key, SSL_FILETYPE_PEM) != 1)
        return fail(e, "cannot read the certificate's key from %s: %s", key, complaint());
    return true;
}

static bool prepare(struct tls_context *c, const struct tls_settings *s, struct error *e)
{
    c->method = make_method();
    c->ctx = SSL_CTX_new(TLS_client_method());
    if (c->method == NULL || c->ctx == NULL ||
        SSL_CTX_set_min_proto_version(c->ctx, TLS1_2_VERSION) != 1)
        return fail(e, "TLS cannot be used: %s", complaint());
    if (is_set(s->name) && strlen(s->name) >= sizeof c->name)
        return fail(e, "the name for the certificate is too long");
    if (is_set(s->name))
        memcpy(c->name, s->name, strlen(s->name));
    SSL_CTX_set_verify(c->ctx, SSL_VERIFY_PEER, NULL);
    SSL_CTX_set_default_passwd_cb_userdata(c->ctx, c->no_password);
    SSL_CTX_set_cert_cb(c->ctx, note_wanted, NULL);
    (void)SSL_CTX_set_options(c->ctx, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    (void)SSL_CTX_set_session_cache_mode(c->ctx, SSL_SESS_CACHE_OFF);
    (void)SSL_CTX_set_mode(c->ctx,
                           SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    return load(c->ctx, s, e);
}

struct tls_context *tls_context_new(const struct tls_settings *s, struct error *e)
{
    struct tls_context *c = calloc(1, sizeof *c);
    ERR_clear_error();
    if (c != NULL && prepare(c, s, e))
        return c;
    if (c == NULL)
        fail(e, "out of memory");
    tls_context_free(c);
    return NULL;
}

void tls_context_free(struct tls_context *c)
{
    if (c == NULL)
        return;
    SSL_CTX_free(c->ctx);
    BIO_meth_free(c->method);
    free(c);
}

/* ---- one connection ---- */

/* RFC 6066, section 3: an address is no server name. */
static bool expect_name(SSL *ssl, char *name)
{
    unsigned char address[sizeof(struct in6_addr)];
    bool is_address =
        inet_pton(AF_INET, name, address) == 1 || inet_pton(AF_INET6, name, address) == 1;
    if (is_address)
        return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), name) == 1;
    SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    return SSL_set1_host(ssl, name) == 1 && SSL_set_tlsext_host_name(ssl, name) == 1;
}

static bool connect_bio(struct tls *t, struct tls_context *c)
{
    BIO *b = BIO_new(c->method);
    if (b == NULL)
        return false;
    BIO_set_data(b, t);
    BIO_set_init(b, 1);
    SSL_set_bio(t->ssl, b, b);
    return true;
}

struct tls *tls_new(struct tls_context *c, int fd, const char *host, struct error *e)
{
    struct tls *t = calloc(1, sizeof *t);
    if (t == NULL) {
        fail(e, "out of memory");
        return NULL;
    }
    ERR_clear_error();
    t->fd = fd;
    t->ssl = SSL_new(c->ctx);
    char name[256];
    (void)snprintf(name, sizeof name, "%s", c->name[0] != '\0' ? c->name : host);
    if (t->ssl != NULL && SSL_set_app_data(t->ssl, t) == 1 && expect_name(t->ssl, name) &&
        connect_bio(t, c)) {
        SSL_set_connect_state(t->ssl);
        return t;
    }
    fail(e, "TLS cannot be used: %s", complaint());
    tls_free(t);
    return NULL;
}

void tls_free(struct tls *t)
{
    if (t == NULL)
        return;
    SSL_free(t->ssl);
    free(t);
}

static enum tls_step step(struct tls *t, int result)
{
    int why = errno;
    if (result > 0)
        return TLS_DONE;
    switch (SSL_get_error(t->ssl, result)) {
    case SSL_ERROR_WANT_READ:
        return TLS_WANTS_READ;
    case SSL_ERROR_WANT_WRITE:
        return TLS_WANTS_WRITE;
    case SSL_ERROR_ZERO_RETURN:
        return TLS_CLOSED;
    case SSL_ERROR_SYSCALL:
        t->failed = why;
        t->broken = true;
        return why == 0 ? TLS_CLOSED : TLS_FAILED;
    default:
        t->broken = true;
        t->code = ERR_peek_last_error();
        return TLS_FAILED;
    }
}

/* OpenSSL looks at what is left in the thread's queue of errors. */
static void begin(void)
{
    ERR_clear_error();
    errno = 0;
}

enum tls_step tls_shake_hands(struct tls *t)
{
    begin();
    return step(t, SSL_do_handshake(t->ssl));
}

enum tls_step tls_send(struct tls *t, const void *p, size_t n, size_t *done)
{
    begin();
    return step(t, SSL_write_ex(t->ssl, p, n, done));
}

enum tls_step tls_receive(struct tls *t, void *p, size_t n, size_t *done)
{
    begin();
    return step(t, SSL_read_ex(t->ssl, p, n, done));
}

enum tls_step tls_hear(struct tls *t)
{
    char unheard;
    size_t n = 0;
    begin();
    return step(t, SSL_peek_ex(t->ssl, &unheard, 1, &n));
}

int tls_errno(const struct tls *t)
{
    return t->failed != 0 ? t->failed : EPROTO;
}

bool tls_awaits_word(const struct tls *t)
{
    return t->wanted_certificate && SSL_version(t->ssl) >= TLS1_3_VERSION;
}

bool tls_why(const struct tls *t, struct error *e)
{
    char text[128];
    long verified = SSL_get_verify_result(t->ssl);
    if (verified != X509_V_OK)
        return fail(e, "its certificate is not accepted: %s",
                    X509_verify_cert_error_string(verified));
    if (t->failed != 0)
        return fail(e, "%s", strerror_r(t->failed, text, sizeof text));
    if (ERR_GET_REASON(t->code) == SSL_R_WRONG_VERSION_NUMBER)
        return fail(e, "it does not speak TLS");
    const char *why = ERR_reason_error_string(t->code);
    return fail(e, "TLS: %s", why != NULL ? why : "the connection was closed");
}

void tls_hang_up(struct tls *t)
{
    begin();
    if (!t->broken && SSL_is_init_finished(t->ssl))
        (void)SSL_shutdown(t->ssl);
    ERR_clear_error();
}
