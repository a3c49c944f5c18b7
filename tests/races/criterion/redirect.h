/* In criterion.h. */
#pragma once
