/* What a camera answers to its own CGI: lines of text, i-PRO's mostly NAME=value; other makers'
 * stand in cgi_makers.h. Guide items 2.1 to 2.3, 2.7 and 2.8; protocols.md B.3. Which words mean
 * something depends on what was asked for. */
#pragma once

#include "dissectors/dissector.h"

enum cgi_asked {
    CGI_NOTHING,
    CGI_INFORMATION,
    CGI_REGISTRATION,
    CGI_AXIS,
    CGI_DAHUA,
    CGI_DAHUA_SOFTWARE,
    CGI_FOSCAM,
    CGI_HANWHA,
    CGI_HIKVISION,
    CGI_REOLINK,
};

enum { CGI_LINE_MAX = 96 }; /* of a line as much is kept */

/* An answer of which a part has come; all zero at first, but `asked`. */
struct cgi {
    uint8_t asked;  /* enum cgi_asked */
    uint8_t line_n; /* of the line that is being read */
    uint8_t line[CGI_LINE_MAX];
    struct mac mac;
    struct text model, firmware, serial;
    struct text sound; /* "aEnable": which way */
    struct text clock; /* how it is set: NTP, Manual */
    uint8_t administrator;
    bool camera, recorder; /* says that it is one */
};

/* What a request for that target (path and query) asks for. */
enum cgi_asked cgi_asked_by(struct bytes target);

/* Takes one more piece. */
void cgi_take(struct cgi *c, struct bytes piece);

/* Says what it says; the answer was whole. */
void cgi_tell(struct dissection *d, struct cgi *c);
