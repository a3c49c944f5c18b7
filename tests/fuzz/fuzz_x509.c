/* The reader of certificates: the input is one, or claims to be. It says the same when asked again,
 * and nothing of one that a byte is missing of. */

#include "core/facts.h"
#include "dissectors/x509.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct observation o, again;
    struct bytes der = { data, size };
    if (!x509_read(der, &o))
        return 0;
    if (!x509_read(der, &again) || x509_read(bytes_first(der, size - 1), &again))
        abort();
    o.protocol = again.protocol = "tls";
    if (!fact_equal(&o, &again))
        abort();
    return 0;
}
