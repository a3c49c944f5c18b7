#include <criterion/criterion.h>

#include "dissectors/ftp_data.h"

static bool is(const struct endpoint *e, const char *address, uint16_t port)
{
    struct ip ip;
    return ip_parse(address, &ip) && ip_equal(&e->ip, &ip) && e->port == port;
}

Test(ftp_data, reads_port_and_227)
{
    struct endpoint e = { 0 };
    cr_assert(ftp_read_port(bytes_of_text("192,0,2,9,156,64"), &e));
    cr_assert(is(&e, "192.0.2.9", 40000));
    cr_assert(ftp_read_port(bytes_of_text("Entering Passive Mode (192,0,2,5,4,1)."), &e));
    cr_assert(is(&e, "192.0.2.5", 1025));
    cr_assert(ftp_read_port(bytes_of_text("Entering Passive Mode 192,0,2,5,4,2"), &e));
    cr_assert(is(&e, "192.0.2.5", 1026));
}

Test(ftp_data, refuses_numbers_out_of_range)
{
    struct endpoint e = { 0 };
    cr_assert_not(ftp_read_port(bytes_of_text("192,0,2,256,156,64"), &e));
    cr_assert_not(ftp_read_port(bytes_of_text("192,0,2,9,256,64"), &e));
    cr_assert_not(ftp_read_port(bytes_of_text("192,0,2,9,156,300"), &e));
    cr_assert_not(ftp_read_port(bytes_of_text("192,0,2,9,0,0"), &e));
    cr_assert_not(ftp_read_port(bytes_of_text("192,0,2,9,156"), &e));
    cr_assert_not(ftp_read_port(bytes_of_text("192,0,2,9,156,64,1"), &e));
    cr_assert_not(ftp_read_port(bytes_of_text("192,0,2,9,,64"), &e));
    cr_assert_not(ftp_read_port(bytes_of_text("192,0,2,9,00000000156,64"), &e));
    cr_assert_not(ftp_read_port(bytes_of_text(""), &e));
}

Test(ftp_data, reads_eprt_of_both_families)
{
    struct endpoint e = { 0 };
    cr_assert(ftp_read_eprt(bytes_of_text("|1|132.235.1.2|6275|"), &e)); /* RFC 2428 section 2 */
    cr_assert(is(&e, "132.235.1.2", 6275));
    cr_assert(ftp_read_eprt(bytes_of_text("|2|1080::8:800:200C:417A|5282|"), &e));
    cr_assert(is(&e, "1080::8:800:200c:417a", 5282));
    cr_assert(ftp_read_eprt(bytes_of_text("!1!192.0.2.9!21!"), &e));
}

Test(ftp_data, refuses_a_broken_eprt)
{
    struct endpoint e = { 0 };
    cr_assert_not(ftp_read_eprt(bytes_of_text("|1|132.235.1.2|65536|"), &e));
    cr_assert_not(ftp_read_eprt(bytes_of_text("|1|132.235.1.2|0|"), &e));
    cr_assert_not(ftp_read_eprt(bytes_of_text("|1|132.235.1.2|6275"), &e));
    cr_assert_not(ftp_read_eprt(bytes_of_text("|2|132.235.1.2|6275|"), &e));
    cr_assert_not(ftp_read_eprt(bytes_of_text("|3|132.235.1.2|6275|"), &e));
    cr_assert_not(ftp_read_eprt(bytes_of_text("|1|host|6275|"), &e));
    cr_assert_not(ftp_read_eprt(bytes_of_text("|1||6275|"), &e));
    cr_assert_not(ftp_read_eprt(bytes_of_text("|"), &e));
    cr_assert_not(ftp_read_eprt(bytes_of_text(""), &e));
}

Test(ftp_data, reads_229)
{
    uint16_t port = 0;
    cr_assert(ftp_read_epsv(bytes_of_text("Entering Extended Passive Mode (|||6446|)"), &port));
    cr_assert_eq(port, 6446);
    cr_assert_not(
        ftp_read_epsv(bytes_of_text("Entering Extended Passive Mode (|||99999|)"), &port));
    cr_assert_not(ftp_read_epsv(bytes_of_text("Entering (||6446|)"), &port));
    cr_assert_not(ftp_read_epsv(bytes_of_text("Entering (1116446)"), &port));
    cr_assert_not(ftp_read_epsv(bytes_of_text("Entering |||6446|"), &port));
}

Test(ftp_data, reads_lprt_of_both_families)
{
    struct endpoint e = { 0 };
    cr_assert(ftp_read_lprt(bytes_of_text("4,4,192,0,2,9,2,156,64"), &e));
    cr_assert(is(&e, "192.0.2.9", 40000));
    cr_assert(
        ftp_read_lprt(bytes_of_text("6,16,32,1,13,184,0,0,0,0,0,0,0,0,0,0,0,9,2,156,64"), &e));
    cr_assert(is(&e, "2001:db8::9", 40000));
    cr_assert_not(ftp_read_lprt(bytes_of_text("6,4,192,0,2,9,2,156,64"), &e));
    cr_assert_not(ftp_read_lprt(bytes_of_text("4,4,192,0,2,9,3,156,64"), &e));
    cr_assert_not(ftp_read_lprt(bytes_of_text("4"), &e));
}
