/* phone_zone: the time zone that a phone number tells, for the countries that
 * keep one time only. A number of a country of several (Indonesia, Brazil, all of
 * +1 and +7) tells none, and none is guessed; nor does a phone tell that its
 * owner travels. Pure. */
#ifndef MODEL_PHONE_ZONE_H
#define MODEL_PHONE_ZONE_H

/* The IANA name for international digits as phone_parse gives them; NULL where
 * it is not known. */
const char *phone_zone(const char *digits);

#endif
