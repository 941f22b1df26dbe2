/* engine: the table of those that are spoken. */
#include "base/json.h"

#include "waha/engine.h"

#include "base/banned.h"

const struct engine_traits *engine_traits_of(enum waha_engine engine, const json_t *data)
{
	switch (engine) {
	case WAHA_NOWEB:
		return &engine_noweb;
	case WAHA_GOWS:
		return &engine_gows;
	case WAHA_UNSURE:
		return json_at(data, "Info") ? &engine_gows : &engine_noweb;
	case WAHA_WEBJS:
	case WAHA_WPP:
		break;
	}
	return NULL;
}
