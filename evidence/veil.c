#include "evidence/veil.h"

void veil_over(struct veil *v)
{
    if (v->in.n > 0)
        memset(v->out, 'x', v->in.n);
}

void veil_show(struct veil *v, struct bytes part)
{
    if (part.n > 0)
        memcpy(v->out + (part.p - v->in.p), part.p, part.n);
}

void veil_show_at(struct veil *v, size_t at, size_t n)
{
    veil_show(v, bytes_first(bytes_after(v->in, at), n));
}
