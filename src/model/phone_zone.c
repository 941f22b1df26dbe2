/* phone_zone: the table. A country stands here when all of it shows the same
 * time all year round: Spain (Canaries), Portugal (Azores), New Zealand
 * (Chatham) and their like do not. */
#include <stddef.h>
#include <string.h>

#include "model/phone_zone.h"

#include "base/banned.h"

static const struct {
	const char *code, *zone;
} zones[] = {
	{ "20", "Africa/Cairo" },
	{ "27", "Africa/Johannesburg" },
	{ "30", "Europe/Athens" },
	{ "31", "Europe/Amsterdam" },
	{ "32", "Europe/Brussels" },
	{ "33", "Europe/Paris" },
	{ "36", "Europe/Budapest" },
	{ "39", "Europe/Rome" },
	{ "40", "Europe/Bucharest" },
	{ "41", "Europe/Zurich" },
	{ "43", "Europe/Vienna" },
	{ "44", "Europe/London" },
	{ "45", "Europe/Copenhagen" },
	{ "46", "Europe/Stockholm" },
	{ "47", "Europe/Oslo" },
	{ "48", "Europe/Warsaw" },
	{ "49", "Europe/Berlin" },
	{ "51", "America/Lima" },
	{ "57", "America/Bogota" },
	{ "60", "Asia/Kuala_Lumpur" },
	{ "63", "Asia/Manila" },
	{ "65", "Asia/Singapore" },
	{ "66", "Asia/Bangkok" },
	{ "81", "Asia/Tokyo" },
	{ "82", "Asia/Seoul" },
	{ "84", "Asia/Ho_Chi_Minh" },
	{ "90", "Europe/Istanbul" },
	{ "91", "Asia/Kolkata" },
	{ "92", "Asia/Karachi" },
	{ "94", "Asia/Colombo" },
	{ "95", "Asia/Yangon" },
	{ "234", "Africa/Lagos" },
	{ "254", "Africa/Nairobi" },
	{ "353", "Europe/Dublin" },
	{ "358", "Europe/Helsinki" },
	{ "420", "Europe/Prague" },
	{ "421", "Europe/Bratislava" },
	{ "673", "Asia/Brunei" },
	{ "670", "Asia/Dili" },
	{ "852", "Asia/Hong_Kong" },
	{ "853", "Asia/Macau" },
	{ "855", "Asia/Phnom_Penh" },
	{ "856", "Asia/Vientiane" },
	{ "880", "Asia/Dhaka" },
	{ "886", "Asia/Taipei" },
	{ "965", "Asia/Kuwait" },
	{ "966", "Asia/Riyadh" },
	{ "968", "Asia/Muscat" },
	{ "971", "Asia/Dubai" },
	{ "973", "Asia/Bahrain" },
	{ "974", "Asia/Qatar" },
	{ "977", "Asia/Kathmandu" },
};

const char *phone_zone(const char *digits)
{
	/* No calling code is the beginning of another. */
	for (size_t i = 0; i < sizeof zones / sizeof *zones; i++)
		if (!strncmp(digits, zones[i].code, strlen(zones[i].code)))
			return zones[i].zone;
	return NULL;
}
