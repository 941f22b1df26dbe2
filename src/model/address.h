/* address: who a message is from or to, in every spelling that WAHA uses, made
 * by one parser; past it nobody parses. Facts: WAHA's API, "Ids".
 *
 * Spellings: "6281…@c.us", "6281…@s.whatsapp.net", "6281…:12@s.whatsapp.net"
 * (device number, dropped), "2900…@lid", "1203…@g.us", "…@newsletter",
 * "status@broadcast", "…@broadcast", bare digits (a phone). The canonical text
 * has @c.us for phones and is what the database holds. Pure. */
#ifndef MODEL_ADDRESS_H
#define MODEL_ADDRESS_H

#include "base/err.h"
#include "model/names.h"

/* id, name, suffix in canonical text */
#define ADDRESS_KINDS(X)                          \
	X(ADDRESS_NONE, "none", "")               \
	X(ADDRESS_PHONE, "phone", "c.us")         \
	X(ADDRESS_LID, "lid", "lid")              \
	X(ADDRESS_GROUP, "group", "g.us")         \
	X(ADDRESS_CHANNEL, "channel", "newsletter") \
	X(ADDRESS_BROADCAST, "broadcast", "broadcast")
enum address_kind { ADDRESS_KINDS(NAMES_ENUM) };
NAMES_DECLARE(address_kind, address_kind)

enum { ADDRESS_USER = 48, ADDRESS_CAP = 64, WA_ID_CAP = 64 };

struct address {
	enum address_kind kind;
	char user[ADDRESS_USER]; /* "6281234567890" */
};

/* False with ERR_USAGE address.bad for what is none of the spellings. */
bool address_parse(const char *, struct address *, struct err *);
/* Canonical text; "" for ADDRESS_NONE. Returns out. */
char *address_text(const struct address *, char out[ADDRESS_CAP]);
bool address_same(const struct address *, const struct address *);
bool address_is_person(const struct address *); /* phone or lid */

/* A message's id as WAHA writes it: true_6281…@c.us_3EB0…[_participant]. Only
 * from_me and bare identify it; chat may be empty (a note to self). A bare id
 * alone is accepted too. */
struct wa_id {
	bool from_me, whole; /* whole: it had the true_/false_ form */
	struct address chat; /* kind NONE when the field was empty */
	char bare[WA_ID_CAP];
	struct address participant;
};
bool wa_id_parse(const char *, struct wa_id *, struct err *);
enum { WA_ID_TEXT_CAP = 224 };
char *wa_id_text(const struct wa_id *, char out[WA_ID_TEXT_CAP]);

/* A phone number as people type it: "+62 812-3456-7890", "0812 3456 7890" (in
 * default_country, its calling code: "62"), "0062…", "(021) 5551234". Gives the
 * international digits. False with ERR_USAGE phone.bad, saying what is wrong. */
bool phone_parse(const char *, const char *default_country, char out[ADDRESS_USER], struct err *);
/* "+62 812-3456-7890": calling code set off, the rest in groups. Returns out. */
char *phone_show(const char *digits, char out[ADDRESS_CAP]);
/* The same as it is written at home, "0812-3456-7890"; "" for a country whose habits
 * are not known here. Returns out. */
char *phone_show_national(const char *digits, char out[ADDRESS_CAP]);
/* Two spellings of what may be one number: with and without Brazil's or Argentina's
 * ninth digit or Mexico's 1, a home 0 left after the country's code, the code twice. */
bool phone_alike(const char *digits, const char *other);

#endif
