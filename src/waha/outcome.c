/* outcome: the table of the header, as code. */
#include <stdio.h>

#include "waha/decode.h"
#include "waha/error.h"
#include "waha/outcome.h"

#include "base/banned.h"

void outcome_of(const struct waha_told *told, const struct err *e, struct waha_sent *out)
{
	*out = (struct waha_sent){ .outcome = OUTCOME_UNKNOWN,
		.status = told->status,
		.retry_after = (int)told->retry_after };
	if (e)
		out->why = *e;
	if (told->stage != HTTP_ANSWERED) {
		if (told->stage == HTTP_NOT_SENT)
			out->outcome = OUTCOME_RETRY;
		return;
	}
	if (told->status / 100 == 2) {
		if (decode_sent_id(told->json, out->id)) {
			out->outcome = OUTCOME_ACCEPTED;
			out->why = (struct err){ 0 };
		} else {
			err_set(&out->why, ERR_REMOTE, "waha.no-id",
				N_("WAHA answered HTTP {status} without saying which message it sent"),
				"status=%d", told->status);
		}
		return;
	}
	enum waha_fault f = waha_fault_of(told->status, told->json);
	out->outcome = waha_fault_outcome(f);
	if (out->outcome == OUTCOME_RESTRICTED)
		snprintf(out->code, sizeof out->code, "%s", f == FAULT_TIMELOCK ? "463" : "475");
}
