#include "sensor/sandbox_narrow.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

#include "sensor/sandbox_refused.h"
#include "sensor/sandbox_seccomp.h"
#include "tests/support/in_child.h"

/* Of a socket that is none: EBADF says that the call was let through. */
struct option {
    enum sandbox_role role;
    int level, option;
};

static int set(void *self)
{
    const struct option *o = self;
    const struct sandbox_settings settings = { .role = o->role };
    struct error e;
    int value = 0;
    if (!sandbox_refuse_softly(NULL, &e) || !seccomp_enter(&settings, &e))
        return 255;
    return setsockopt(-1, o->level, o->option, &value, sizeof value) == 0 ? 0 : errno;
}

static int by(enum sandbox_role role, int level, int option)
{
    struct option o = { role, level, option };
    return in_child(set, &o);
}

Test(sandbox_narrow, a_worker_can_listen_again_and_not_make_a_ring_to_send_with)
{
    cr_expect_eq(by(SANDBOX_WORKER, SOL_PACKET, PACKET_RX_RING), EBADF);
    cr_expect_eq(by(SANDBOX_WORKER, SOL_SOCKET, SO_ATTACH_FILTER), EBADF);
    cr_expect_eq(by(SANDBOX_WORKER, SOL_PACKET, PACKET_TX_RING), EPERM);
    cr_expect_eq(by(SANDBOX_WORKER, SOL_PACKET, PACKET_QDISC_BYPASS), EPERM);
    cr_expect_eq(by(SANDBOX_WORKER, SOL_SOCKET, SO_BINDTODEVICE), EPERM);
    cr_expect_eq(by(SANDBOX_NURSERY, SOL_PACKET, PACKET_TX_RING), EPERM);
}

Test(sandbox_narrow, nobody_else_sets_anything_of_a_packet_socket)
{
    cr_expect_eq(by(SANDBOX_SENSOR, SOL_SOCKET, SO_KEEPALIVE), EBADF);
    cr_expect_eq(by(SANDBOX_SENSOR, IPPROTO_TCP, TCP_NODELAY), EBADF);
    cr_expect_eq(by(SANDBOX_SENSOR, SOL_PACKET, PACKET_RX_RING), EPERM);
}

Test(sandbox_narrow, each_line_is_of_a_call_that_some_role_has)
{
    for (size_t i = 0; i < narrow_lines_n; i++) {
        bool had = false;
        for (enum sandbox_role role = 0; role < SANDBOX_ROLES; role++)
            had = had || seccomp_names(role, true, narrow_lines[i].name);
        cr_expect(had, "%s", narrow_lines[i].name);
        cr_expect_leq(narrow_lines[i].n, NARROW_VALUES);
    }
}
