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
	case WAHA_WEBJS:
		return &engine_webjs;
	case WAHA_WPP:
		return &engine_wpp;
	case WAHA_UNSURE:
		break;
	}
	if (json_at(data, "Info"))
		return &engine_gows;
	return json_at(data, "type") && !json_at(data, "key") ? &engine_webjs : &engine_noweb;
}
