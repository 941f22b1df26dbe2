/* ceiling: how large anything that comes from outside may grow, in one place.
 * Bytes unless the name says otherwise. */
#ifndef BASE_CEILING_H
#define BASE_CEILING_H

enum {
	CEIL_WAHA_ANSWER = 64 << 20, /* one answer of WAHA: an echoed 37 MB file fits */
	CEIL_WAHA_LOG = 2048,	     /* of an answer, in the log */
	CEIL_API_BODY = 1 << 20,     /* one request to the API */
	CEIL_API_ANSWER = 32 << 20,  /* one answer of the API, read by a face */
	CEIL_MEDIA = 64 << 20,	     /* one file */
	CEIL_MEDIA_SENT = 37 << 20,  /* one that is sent: WAHA takes 50 MiB of JSON, a third of it base64's */
	CEIL_TEXT = 64 << 10,	     /* a message's text: WhatsApp's own limit is 65,536 */
	CEIL_CONFIG = 1 << 20,	     /* one configuration file */
	CEIL_EVENT = 1 << 20,	     /* one server-sent event */
	CEIL_LINE = 64 << 10,	     /* one line typed or pasted */
	CEIL_JSON_DEPTH = 64	     /* levels */
};

#endif
