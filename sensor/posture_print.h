/* A posture on paper, and as JSON. */
#pragma once

#include "sensor/posture_view.h"

void posture_print(const struct posture_view *v, const struct posture_options *o, FILE *out);

/* false: it could not be written. */
bool posture_print_json(const struct posture_view *v, const struct posture_options *o, FILE *out);
