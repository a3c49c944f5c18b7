#include "dissectors/http_body.h"

/* It may hold a password. */
void http_body_begin(struct http_body *b, enum http_body_kind kind, bool from_client)
{
    if (http_body_is_gathered(b))
        login_form_drop(&b->form);
    explicit_bzero(b, sizeof *b);
    b->kind = (uint8_t)kind;
    b->from_client = from_client;
}

void http_body_take(struct http_body *b, struct bytes piece,
                    const struct password_defaults *defaults)
{
    if (b->kind == HTTP_BODY_CGI)
        cgi_take(&b->cgi, piece);
    else if (b->kind == HTTP_BODY_IGD)
        igd_take(&b->igd, piece);
    else if (b->kind == HTTP_BODY_REPLY)
        login_reply_take(&b->reply, piece);
    else if (http_body_is_gathered(b) ? !login_form_take(&b->form, piece)
                                      : !soap_take(&b->soap, piece, defaults))
        http_body_begin(b, HTTP_BODY_NONE, b->from_client);
}

bool http_body_is_whole(const struct http_body *b)
{
    return b->kind == HTTP_BODY_SOAP && xml_is_whole(&b->soap.xml);
}

void http_body_end(struct dissection *d, struct http_body *b, struct onvif_memory *m)
{
    if (b->kind == HTTP_BODY_SOAP)
        soap_tell(d, &b->soap, m);
    else if (b->kind == HTTP_BODY_CGI)
        cgi_tell(d, &b->cgi);
    http_body_begin(b, HTTP_BODY_NONE, b->from_client);
}
