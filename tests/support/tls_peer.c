#include "tests/support/tls_peer.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <netinet/in.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

enum { DAY = 86400 };

struct signer {
    X509 *cert;
    EVP_PKEY *key;
};

static void add_extension(X509 *x, int which, const char *text)
{
    X509_EXTENSION *e = X509V3_EXT_conf_nid(NULL, NULL, which, text);
    cr_assert(e != NULL && X509_add_ext(x, e, -1) == 1);
    X509_EXTENSION_free(e);
}

/* by: NULL, itself, and it may vouch for others. */
static struct signer make(const char *name, const char *alternative, const struct signer *by,
                          long until)
{
    static long serial = 1;
    struct signer s = { X509_new(), EVP_EC_gen("P-256") };
    const struct signer *signer = by != NULL ? by : &s;
    cr_assert(s.cert != NULL && s.key != NULL && X509_set_version(s.cert, 2) == 1);
    (void)ASN1_INTEGER_set(X509_get_serialNumber(s.cert), serial++);
    (void)X509_gmtime_adj(X509_getm_notBefore(s.cert), -2 * DAY);
    (void)X509_gmtime_adj(X509_getm_notAfter(s.cert), until);
    (void)X509_set_pubkey(s.cert, s.key);
    X509_NAME *subject = X509_get_subject_name(s.cert);
    (void)X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, (const unsigned char *)name, -1,
                                     -1, 0);
    (void)X509_set_issuer_name(s.cert, X509_get_subject_name(signer->cert));
    if (by == NULL)
        add_extension(s.cert, NID_basic_constraints, "critical,CA:TRUE");
    if (alternative != NULL)
        add_extension(s.cert, NID_subject_alt_name, alternative);
    cr_assert_gt(X509_sign(s.cert, signer->key, EVP_sha256()), 0);
    return s;
}

static void write_file(const char *folder, const char *name, const X509 *cert, const EVP_PKEY *key)
{
    char path[256];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "we");
    cr_assert_not_null(f);
    cr_assert(cert == NULL || PEM_write_X509(f, cert) == 1);
    cr_assert(key == NULL || PEM_write_PrivateKey(f, key, NULL, NULL, 0, NULL, NULL) == 1);
    (void)fclose(f);
}

void tls_peer_certificates(const char *folder)
{
    static const char names[] = "DNS:siem.test,IP:127.0.0.1";
    struct signer ca = make("authority", NULL, NULL, DAY);
    struct signer siem = make("siem.test", names, &ca, DAY);
    struct signer old = make("siem.test", names, &ca, -DAY);
    struct signer own = make("siem.test", names, NULL, DAY);
    struct signer us = make("sensor.test", NULL, &ca, DAY);
    write_file(folder, "ca.pem", ca.cert, ca.key);
    write_file(folder, "siem.pem", siem.cert, siem.key);
    write_file(folder, "old.pem", old.cert, old.key);
    write_file(folder, "own.pem", own.cert, own.key);
    write_file(folder, "us.pem", us.cert, us.key);
    write_file(folder, "us.crt", us.cert, NULL);
    write_file(folder, "us.key", NULL, us.key);
    const struct signer *const all[] = { &ca, &siem, &old, &own, &us };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        X509_free(all[i]->cert);
        EVP_PKEY_free(all[i]->key);
    }
}

static struct tls_peer_settings settings;
static int listener;
static pthread_t thread;

static SSL_CTX *context(void)
{
    SSL_CTX *c = SSL_CTX_new(TLS_server_method());
    (void)SSL_CTX_use_certificate_chain_file(c, settings.cert);
    (void)SSL_CTX_use_PrivateKey_file(c, settings.cert, SSL_FILETYPE_PEM);
    SSL_CTX_set_security_level(c, 0);
    (void)SSL_CTX_set_min_proto_version(c, TLS1_VERSION);
    (void)SSL_CTX_set_max_proto_version(c, settings.version);
    (void)SSL_CTX_set_num_tickets(c, 0); /* so that it says nothing of its own accord */
    if (settings.wants != NULL) {
        (void)SSL_CTX_load_verify_file(c, settings.wants);
        SSL_CTX_set_verify(c, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
    }
    return c;
}

static void echo(int fd)
{
    char got[4096];
    SSL_CTX *c = context();
    SSL *ssl = SSL_new(c);
    (void)SSL_set_fd(ssl, fd);
    int n = SSL_accept(ssl);
    while (n > 0) {
        n = SSL_read(ssl, got, sizeof got);
        if (n > 0)
            (void)SSL_write(ssl, got, n);
    }
    SSL_free(ssl);
    SSL_CTX_free(c);
}

static void *serve(void *self)
{
    static const char nonsense[] =
        "-ERR this is no TLS, but it is long enough to be read as such\r\n";
    char got[4096];
    int fd = accept(listener, NULL, NULL);
    if (settings.says_nothing)
        while (read(fd, got, sizeof got) > 0)
            continue;
    else if (settings.cert != NULL)
        echo(fd);
    else if (settings.hangs_up || write(fd, nonsense, sizeof nonsense - 1) > 0)
        (void)!read(fd, got, sizeof got);
    (void)close(fd);
    return self;
}

unsigned tls_peer_begin(const struct tls_peer_settings *s)
{
    struct sockaddr_in address = { .sin_family = AF_INET };
    socklen_t n = sizeof address;
    settings = *s;
    (void)signal(SIGPIPE, SIG_IGN);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    cr_assert_eq(bind(listener, (struct sockaddr *)&address, sizeof address), 0);
    cr_assert_eq(listen(listener, 1), 0);
    cr_assert_eq(getsockname(listener, (struct sockaddr *)&address, &n), 0);
    cr_assert_eq(pthread_create(&thread, NULL, serve, NULL), 0);
    return ntohs(address.sin_port);
}

void tls_peer_end(void)
{
    (void)pthread_join(thread, NULL);
    (void)close(listener);
}
