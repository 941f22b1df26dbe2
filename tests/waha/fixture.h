/* fixture: reads tests/fixtures/waha/NAME.json. */
#ifndef WAHA_FIXTURE_H
#define WAHA_FIXTURE_H

#include <jansson.h>

/* The file's JSON, or dies with its name. New reference. */
json_t *fixture(const char *name);

#endif
