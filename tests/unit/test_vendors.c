#include "rules/vendors.h"

#include <criterion/criterion.h>

Test(vendors, are_known_by_mac)
{
    cr_assert_str_eq(vendor_by_mac(&(struct mac){ { 0xd4, 0x2d, 0xc5 } })->name, "i-PRO");
    cr_assert(vendor_by_mac(&(struct mac){ { 0x08, 0x00, 0x23 } })->cameras);
    cr_assert_not(vendor_by_mac(&(struct mac){ { 0xa8, 0x13, 0x74 } })->cameras);
    cr_assert_null(vendor_by_mac(&(struct mac){ { 0xb4, 0x6c, 0x47 } }), "appliances");
}

Test(vendors, are_known_by_what_they_call_themselves)
{
    cr_assert_str_eq(vendor_by_realm("Panasonic network device")->name, "Panasonic");
    cr_assert_str_eq(vendor_by_realm("AXIS_00408C000001")->name, "Axis");
    cr_assert_null(vendor_by_realm(""));
    cr_assert_str_eq(vendor_by_agent("Dahua Rtsp Server")->name, "Dahua");
    cr_assert_null(vendor_by_agent("nginx"));
}
