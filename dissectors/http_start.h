/* The start lines of HTTP/1, RFC 9112 sections 3 and 4. */
#pragma once

#include "dissectors/dissector.h"

struct http_start {
    bool is_answer;
    uint16_t status;     /* of an answer, 0-999 */
    struct bytes method; /* of a request */
    struct bytes target; /* likewise; it may carry credentials */
};

/* False: it is neither a request line nor a status line of HTTP/1. */
bool http_start_read(struct bytes line, struct http_start *start);

/* Whether b begins with a start line; false too while that line is not all there. */
bool http_start_here(struct bytes b);

/* The number of a method that is known, 1 and up; else 0. */
uint8_t http_method_number(struct bytes method);

/* Its name; "" for 0. */
const char *http_method_name(uint8_t number);

/* Whether what one end says begins like HTTP/1, and which end it is. Cheap; `said` may be cut
 * anywhere. */
enum recognition http_start_recognise(struct bytes said, enum speaker *speaker);
