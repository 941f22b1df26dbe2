/* Every captured or derived payload of the engines that are spoken, and what it
 * says. The expectations are read off the notes on WAHA's API and the payloads
 * by hand; what a case does not name must be empty. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/json.h"

#include "waha/decode.h"

#include "tests/waha/fixture.h"

struct expect {
	const char *file;
	int row; /* of a listing; events: 0 */
	enum event_kind kind;
	const char *session, *bare, *chat, *chat_alt, *sender, *sender_alt, *push;
	bool from_me;
	int64_t at;
	enum message_kind is;
	const char *text, *place, *reply_to, *target;
	int target_side; /* 0 not known, 1 theirs, 2 ours */
	bool has_media;
	const char *mimetype, *filename, *url;
	int64_t size; /* 0: -1 where there is media */
	int width, height, seconds;
	bool by_api;
	const char *ack; /* "2", NULL: none that counts */
	const char *code;
	int64_t until;
	enum session_status status;
	const char *label; /* "10 14 New Client"; "" none */
	const char *me_phone, *me_lid, *me_name;
	const char *reactions; /* "theirs 12025550123@c.us 🙏 0; …" */
};

#define BOB "12025550123@c.us"
#define BOB_LID "100000000000123@lid"
#define TEAM "120363000000000001@g.us"
#define ANN "12025550145@c.us"
#define ANN_LID "100000000000145@lid"
#define Q "A5B4C3D2E1F0A5B4C3D2E1F0A5B40002"
#define ANA "5511999990001@c.us"
#define ANA_LID "290000000010001@lid"
#define FROM_BOB .bare = Q, .chat = BOB, .chat_alt = BOB_LID, .sender = BOB, .sender_alt = BOB_LID, .push = "Bob"
/* WhatsApp Web knows one address of a person in a message. */
#define FROM_BOB_WEB .bare = Q, .chat = BOB, .sender = BOB, .push = "Bob"
#define FROM_ANA .session = "default", .chat = ANA, .chat_alt = ANA_LID, .sender = ANA, .sender_alt = ANA_LID
#define ANA_SAYS FROM_ANA, .push = "Ana Souza", .kind = EVENT_MESSAGE
#define FILES "http://localhost:3000/api/files/default/"
#define FILES_LIVE "http://127.0.0.1:3900/api/files/default/"
#define DEFAULT .session = "default"
#define SHOP .me_phone = "12025550100", .me_lid = "100000000000100", .me_name = "Demo Shop"

static const struct expect events[] = {
	/* NOWEB */
	{ "noweb-event-message-text", .kind = EVENT_MESSAGE, DEFAULT, FROM_BOB, .at = 1788000005, .is = KIND_TEXT,
		.text = "How much is it?" },
	{ "noweb-event-message-group", .kind = EVENT_MESSAGE, DEFAULT, .bare = "3A00000000000000GRP1", .chat = TEAM,
		.sender = ANN_LID, .sender_alt = ANN, .push = "Ann", .at = 1788000005, .is = KIND_TEXT,
		.text = "hello all" },
	/* Sent by the API all the same: "source" says app in groups. Our own name is not told on. */
	{ "noweb-event-message-any-group-source-app", .kind = EVENT_MESSAGE, DEFAULT, .bare = "3EB0A1B2C3D4E5F60002",
		.from_me = true, .chat = TEAM, .sender = "100000000000100@lid", .at = 1788000000, .is = KIND_TEXT,
		.text = "Hello group", .ack = "1" },
	{ "noweb-event-any-protocol", .kind = EVENT_NONE },
	{ "noweb-event-ack-dm", .kind = EVENT_ACK, DEFAULT, .bare = "3EB0A1B2C3D4E5F60001", .from_me = true, .chat = BOB,
		.at = 1788000000, .ack = "2" },
	{ "noweb-event-ack-by-lid", .kind = EVENT_ACK, DEFAULT, .bare = "3EB0A1B2C3D4E5F60001", .from_me = true,
		.chat = BOB_LID, .at = 1788000000, .ack = "2" },
	{ "noweb-event-ack-empty-chat", .kind = EVENT_ACK, DEFAULT, .bare = "3EB012B6630024F7F85FCA", .from_me = true,
		.at = 1788000000, .ack = "2" },
	{ "noweb-event-ack-group", .kind = EVENT_ACK, DEFAULT, .bare = "3EB0A1B2C3D4E5F60002", .from_me = true,
		.chat = TEAM, .sender = ANN_LID, .at = 1788000000, .ack = "3" },
	{ "noweb-event-ack-error-463", .kind = EVENT_ACK, DEFAULT, .bare = "3EB0A1B2C3D4E5F60001", .from_me = true,
		.chat = BOB, .at = 1788000000, .ack = "-1", .code = "463", .until = 1782517500 },
	{ "noweb-event-ack-error-479", .kind = EVENT_ACK, DEFAULT, .bare = "3EB0A1B2C3D4E5F60001", .from_me = true,
		.chat = BOB, .at = 1788000000, .ack = "-1", .code = "479" },
	{ "noweb-event-ack-error-nocode", .kind = EVENT_ACK, DEFAULT, .bare = "3EB0A1B2C3D4E5F60001", .from_me = true,
		.chat = BOB, .at = 1788000000, .ack = "-1" },
	{ "noweb-event-reaction-removed", .kind = EVENT_REACTION, DEFAULT, .bare = "3A0000000000000REACT", .chat = BOB,
		.sender = BOB, .at = 1788000030, .text = "", .target = "3EB0A1B2C3D4E5F60001", .target_side = 2 },
	/* GOWS */
	{ "gows-event-message-text", .kind = EVENT_MESSAGE, DEFAULT, FROM_BOB, .at = 1788000005, .is = KIND_TEXT,
		.text = "How much is it?" },
	{ "gows-event-message-text-lid", .kind = EVENT_MESSAGE, DEFAULT, .bare = Q, .chat = BOB_LID, .chat_alt = BOB,
		.sender = BOB_LID, .sender_alt = BOB, .push = "Bob", .at = 1788000005, .is = KIND_TEXT,
		.text = "How much is it?" },
	{ "gows-event-message-any-fromme", .kind = EVENT_MESSAGE, DEFAULT, .bare = "3EB0A1B2C3D4E5F60001",
		.from_me = true, .chat = BOB, .at = 1788000005, .is = KIND_TEXT, .text = "It is 12 EUR",
		.by_api = true, .ack = "1" },
	{ "gows-event-message-group", .kind = EVENT_MESSAGE, DEFAULT, .bare = "3A00000000000000GRP1", .chat = TEAM,
		.sender = ANN_LID, .sender_alt = ANN, .push = "Ann", .at = 1788000005, .is = KIND_TEXT,
		.text = "hello all" },
	{ "gows-event-message-image", .kind = EVENT_MESSAGE, DEFAULT, FROM_BOB, .at = 1788000005, .is = KIND_IMAGE,
		.text = "my receipt", .has_media = true, .mimetype = "image/jpeg", .url = FILES Q ".jpeg",
		.size = 48213, .width = 600, .height = 800 },
	{ "gows-event-message-document", .kind = EVENT_MESSAGE, DEFAULT, .bare = "A5D0000000000000000000000000DOC1",
		.chat = BOB, .chat_alt = BOB_LID, .sender = BOB, .sender_alt = BOB_LID, .push = "Bob",
		.at = 1788000005, .is = KIND_DOCUMENT, .has_media = true, .mimetype = "application/pdf",
		.filename = "order 42.pdf", .url = FILES "A5D0000000000000000000000000DOC1.pdf", .size = 90211 },
	{ "gows-event-message-voice-not-downloaded", .kind = EVENT_MESSAGE, DEFAULT, FROM_BOB, .at = 1788000005,
		.is = KIND_VOICE, .has_media = true, .mimetype = "audio/ogg; codecs=opus", .seconds = 7 },
	{ "gows-event-message-location", .kind = EVENT_MESSAGE, DEFAULT, FROM_BOB, .at = 1788000005,
		.is = KIND_LOCATION, .place = "38.8937255,-77.0969763 Our office" },
	{ "gows-event-ack-device", .kind = EVENT_ACK, DEFAULT, .bare = "3EB0A1B2C3D4E5F60001", .from_me = true,
		.chat = BOB, .at = 1788000000, .ack = "2" },
	{ "gows-event-ack-read", .kind = EVENT_ACK, DEFAULT, .bare = "3EB0A1B2C3D4E5F60001", .from_me = true,
		.chat = BOB, .at = 1788000000, .ack = "3" },
	{ "gows-event-ack-group", .kind = EVENT_ACK, DEFAULT, .bare = "3EB0A1B2C3D4E5F60002", .from_me = true,
		.chat = TEAM, .sender = ANN_LID, .at = 1788000000, .ack = "3" },
	{ "gows-event-edited", .kind = EVENT_EDITED, DEFAULT, .bare = "3A000000000000000EDIT", .chat = BOB,
		.chat_alt = BOB_LID, .sender = BOB, .sender_alt = BOB_LID, .push = "Bob", .at = 1788000005,
		.text = "How much is it now?", .target = Q, .target_side = 1 },
	{ "gows-event-revoked", .kind = EVENT_REVOKED, DEFAULT, .bare = "3A00000000000000REVOKE", .chat = BOB,
		.chat_alt = BOB_LID, .sender = BOB, .sender_alt = BOB_LID, .push = "Bob", .at = 1788000005,
		.target = Q, .target_side = 1 },
	{ "gows-event-session-timelock", .kind = EVENT_SESSION, DEFAULT, .at = 1788000000, .status = SESSION_WORKING,
		SHOP },
	/* any engine */
	{ "any-event-session-working", .kind = EVENT_SESSION, DEFAULT, .at = 1788000000, .status = SESSION_WORKING,
		SHOP },
	{ "any-event-session-failed", .kind = EVENT_SESSION, DEFAULT, .at = 1788000000, .status = SESSION_FAILED },
	{ "any-event-chat-archive", .kind = EVENT_NONE },
	{ "any-event-call-received", .kind = EVENT_NONE },
	{ "any-event-call-rejected", .kind = EVENT_NONE },
	{ "any-event-engine", .kind = EVENT_NONE },
	{ "any-event-group-participants", .kind = EVENT_NONE },
	{ "any-event-label-chat-added", .kind = EVENT_LABEL_ON, DEFAULT, .chat = BOB, .at = 1788000000, .label = "6 0 " },
	{ "any-event-label-chat-deleted", .kind = EVENT_LABEL_OFF, DEFAULT, .chat = ANA, .at = 1788000000,
		.label = "1 1 Lead 2" },
	{ "any-event-label-upsert", .kind = EVENT_LABEL, DEFAULT, .at = 1788000000, .label = "10 14 New Client" },
	{ "any-event-label-deleted", .kind = EVENT_LABEL_GONE, DEFAULT, .at = 1788000000, .label = "1 1 Lead 2" },
	/* WEBJS: fromMe turns from and to round; field 2 of the id is the chat all the same */
	{ "webjs-event-message-text", .kind = EVENT_MESSAGE, DEFAULT, FROM_BOB_WEB, .at = 1788000005, .is = KIND_TEXT,
		.text = "How much is it?" },
	{ "webjs-event-message-any-fromme", .kind = EVENT_MESSAGE, DEFAULT, .bare = "3EB0A1B2C3D4E5F60001",
		.from_me = true, .chat = BOB, .at = 1788000005, .is = KIND_TEXT, .text = "It is 12 EUR",
		.by_api = true, .ack = "1" },
	{ "webjs-event-message-group", .kind = EVENT_MESSAGE, DEFAULT, .bare = "3A00000000000000GRP1", .chat = TEAM,
		.sender = ANN_LID, .push = "Ann", .at = 1788000005, .is = KIND_TEXT, .text = "hello all" },
	{ "webjs-event-message-image", .kind = EVENT_MESSAGE, DEFAULT, FROM_BOB_WEB, .at = 1788000005,
		.is = KIND_IMAGE, .text = "my receipt", .has_media = true, .mimetype = "image/jpeg",
		.url = FILES "false_12025550123@c.us_" Q ".jpeg" },
	/* There is something, and nobody can read it yet. */
	{ "webjs-event-message-waiting", .kind = EVENT_MESSAGE, DEFAULT, FROM_BOB_WEB, .at = 1788000005,
		.is = KIND_UNSUPPORTED },
	{ "webjs-event-reaction", .kind = EVENT_REACTION, DEFAULT, .bare = "3A0000000000000REACT", .chat = BOB,
		.sender = BOB, .at = 1788000030, .text = "🙏", .target = "3EB0A1B2C3D4E5F60001", .target_side = 2 },
	/* NOWEB, captured live */
	{ "live-event-phone-text", .kind = EVENT_MESSAGE, DEFAULT, .bare = "3EB052AE9F4C64C50AEB62", .from_me = true,
		.chat = ANA, .at = 1795351903, .is = KIND_TEXT, .text = "digitado no celular", .ack = "1" },
	{ "live-event-group", .kind = EVENT_MESSAGE, DEFAULT, .bare = "3EB0F593EFD83B1A5B6166", .chat = TEAM,
		.sender = ANA, .push = "Ana Souza", .at = 1795352649, .is = KIND_TEXT, .text = "oi grupo" },
	{ "live-event-lid", .kind = EVENT_MESSAGE, DEFAULT, .bare = "3EB04050D20FE5BFFCF5AE",
		.chat = "290000000000001@lid", .chat_alt = "5511988880001@c.us", .sender = "290000000000001@lid",
		.sender_alt = "5511988880001@c.us", .push = "Lia Lid", .at = 1795351897, .is = KIND_TEXT,
		.text = "via lid" },
	{ "live-event-reply", ANA_SAYS, .bare = "3EB022FE713482C3DBC887", .at = 1795351877, .is = KIND_TEXT,
		.text = "in reply", .reply_to = "3EB00451FF10AA0156979F" },
	{ "live-event-voice", ANA_SAYS, .bare = "3EB08EB34EFB19F0BCA870", .at = 1795351885, .is = KIND_VOICE,
		.has_media = true, .mimetype = "audio/ogg; codecs=opus",
		.url = FILES_LIVE "3EB08EB34EFB19F0BCA870.oga", .size = 31, .seconds = 4 },
	{ "live-event-video", ANA_SAYS, .bare = "3EB0561CD68D29EAFB2106", .at = 1795351887, .is = KIND_VIDEO,
		.text = "legenda", .has_media = true, .mimetype = "video/mp4",
		.url = FILES_LIVE "3EB0561CD68D29EAFB2106.mp4", .size = 31, .seconds = 3 },
	{ "live-event-sticker", ANA_SAYS, .bare = "3EB09120232E4819BEFBA8", .at = 1795351889, .is = KIND_STICKER,
		.has_media = true, .mimetype = "image/webp", .url = FILES_LIVE "3EB09120232E4819BEFBA8.webp",
		.width = 10, .height = 10 },
	{ "live-event-image-mediaerror", ANA_SAYS, .bare = "3EB0B08BAACC81883F1125", .at = 1795352374,
		.is = KIND_IMAGE, .text = "broken", .has_media = true, .mimetype = "image/png" },
	{ "live-event-location", ANA_SAYS, .bare = "3EB0A9CD89524EB3712780", .at = 1795351891, .is = KIND_LOCATION,
		.place = "-23.55,-46.63 Sé São Paulo" },
	{ "live-event-contact", ANA_SAYS, .bare = "3EB06FA447721700FC1C60", .at = 1795351893, .is = KIND_CONTACT,
		.place = "BEGIN:VCARD\nVERSION:3.0\nFN:Zé\n"
			 "TEL;type=CELL;waid=5511977770000:+55 11 97777-0000\nEND:VCARD" },
	{ "live-event-poll", ANA_SAYS, .bare = "3EB093161D570D83680434", .at = 1795351895, .is = KIND_POLL,
		.place = "Pergunta?" },
	{ "live-event-pin", .kind = EVENT_NONE },
	/* A chat that is no address: nobody got it. */
	{ "live-event-odd-address", .kind = EVENT_NONE },
	{ "live-event-edited-in", FROM_ANA, .push = "Ana Souza", .kind = EVENT_EDITED, .bare = "3EB0A3B8AFA1E84690D0B6",
		.at = 1795351879, .text = "segunda (editada)", .target = "3EB04BD2302AD6B31167CF", .target_side = 1 },
	{ "live-event-edited-own", .kind = EVENT_EDITED, DEFAULT, .bare = "3EB020E5C554770BA20C04", .from_me = true,
		.chat = ANA, .at = 1795352039, .text = "after edit", .target = "3EB0DCA417D3BD5FFFB34C",
		.target_side = 2 },
	{ "live-event-revoked-in", FROM_ANA, .push = "Ana Souza", .kind = EVENT_REVOKED,
		.bare = "3EB0BE7FD241DC1A8D5666", .at = 1795351880, .target = "3EB04BD2302AD6B31167CF",
		.target_side = 1 },
	{ "live-event-reaction-in", .kind = EVENT_REACTION, DEFAULT, .bare = "3EB03F335EEC3A14CE20B8", .chat = ANA,
		.sender = ANA, .at = 1795351878, .text = "👍", .target = "3EB00451FF10AA0156979F", .target_side = 1 },
	{ "live-event-reaction-own", .kind = EVENT_REACTION, DEFAULT, .bare = "3EB01D7297E69763450B51",
		.from_me = true, .chat = ANA, .at = 1795352035, .text = "❤️", .target = "3EB034AB0FADDF48DD54D2",
		.target_side = 1 },
	{ "live-event-ack-error", .kind = EVENT_ACK, DEFAULT, .bare = "3EB07645CD463D72A117AE", .from_me = true,
		.chat = ANA, .at = 1795352000, .ack = "-1" },
	{ "live-event-ack-played", .kind = EVENT_ACK, DEFAULT, .bare = "3EB08B794E341DAD010555", .from_me = true,
		.chat = ANA, .at = 1795352000, .ack = "4" },
	{ "live-event-scan", .kind = EVENT_SESSION, DEFAULT, .at = 1795352000, .status = SESSION_SCAN_QR_CODE,
		.me_phone = "5511900000001", .me_lid = "190000000000001", .me_name = "Toko" },
	{ "live-event-typing", .kind = EVENT_NONE },
#define WEIRD(n, ...) { "made-events", (n)-1, __VA_ARGS__ }
	WEIRD(1, .kind = EVENT_NONE), WEIRD(2, .kind = EVENT_NONE), WEIRD(3, .kind = EVENT_NONE),
	WEIRD(4, .kind = EVENT_NONE), WEIRD(5, .kind = EVENT_NONE),
	/* In a chat with one person nobody else can have read it. */
	WEIRD(6, .kind = EVENT_ACK, .session = "toko", .bare = "MADE06", .from_me = true, .chat = BOB,
		.at = 1788000000, .ack = "0"),
	WEIRD(7, .kind = EVENT_NONE), WEIRD(8, .kind = EVENT_NONE), WEIRD(9, .kind = EVENT_NONE),
	WEIRD(10, .kind = EVENT_REACTION, .bare = "MADE10", .chat = TEAM, .sender = ANN_LID, .at = 1788000010,
		.text = "🙏", .target = "A1"),
	WEIRD(11, .kind = EVENT_NONE), WEIRD(12, .kind = EVENT_NONE),
	WEIRD(13, .kind = EVENT_EDITED, .bare = "MADE13", .chat = BOB, .sender = BOB, .at = 1788000013, .text = "x",
		.target = "A1", .target_side = 1),
	WEIRD(14, .kind = EVENT_EDITED, .bare = "MADE14", .from_me = true, .chat = BOB, .at = 1788000014,
		.text = "y", .target = "A2", .target_side = 2),
	WEIRD(15, .kind = EVENT_EDITED, .bare = "MADE15", .from_me = true, .chat = BOB, .at = 1788000015,
		.text = "y", .target = "A3", .target_side = 2),
	WEIRD(16, .kind = EVENT_REVOKED, .at = 1788000016, .target = "A4"),
	WEIRD(17, .kind = EVENT_REVOKED, .at = 1788000017, .target = "A5"),
	WEIRD(18, .kind = EVENT_REVOKED, .at = 1788000018, .target = "A6"),
	WEIRD(19, .kind = EVENT_NONE),
	/* In a group it may have been an administrator. */
	WEIRD(20, .kind = EVENT_REVOKED, .bare = "MADE20", .chat = TEAM, .sender = ANN_LID, .at = 1788000020,
		.target = "A8"),
	WEIRD(21, .kind = EVENT_NONE),
	WEIRD(22, .kind = EVENT_SESSION, .session = "toko", .at = 1788000022, .status = SESSION_OTHER),
	WEIRD(23, .kind = EVENT_NONE),
	WEIRD(24, .kind = EVENT_MESSAGE, .bare = "MADE24", .chat = BOB, .sender = BOB, .at = 1788000024,
		.is = KIND_TEXT, .text = "which engine?"),
	WEIRD(25, .kind = EVENT_NONE), WEIRD(26, .kind = EVENT_NONE),
	WEIRD(27, .kind = EVENT_ACK, .session = "toko", .bare = "MADE27", .from_me = true, .chat = BOB,
		.at = 1788000027, .ack = "-1", .code = "463"),
};

static const struct expect rows[] = {
	{ "noweb-chat-messages", 0, .kind = EVENT_MESSAGE, .bare = "3EB0A1B2C3D4E5F60001", .from_me = true, .chat = BOB,
		.at = 1788000005, .is = KIND_TEXT, .text = "It is 12 EUR", .by_api = true, .ack = "1" },
	{ "noweb-chat-messages", 1, .kind = EVENT_MESSAGE, FROM_BOB, .at = 1788000005, .is = KIND_TEXT,
		.text = "How much is it?", .reactions = "theirs " BOB " 🙏 0; " },
	{ "noweb-history-ack-minus1", 0, .kind = EVENT_MESSAGE, .bare = "HIST00010024ABCDEF", .chat = BOB, .sender = BOB,
		.push = "Bob", .at = 1787991000, .is = KIND_TEXT, .text = "history 24" },
	{ "noweb-history-pin-row", 0, .kind = EVENT_NONE },
	/* An answer to a send that is a whole message. */
	{ "noweb-sendPoll-response", -1, .kind = EVENT_MESSAGE, .bare = "3EB0A1B2C3D4E5F60004", .from_me = true, .chat = BOB,
		.at = 1788000003, .is = KIND_POLL, .place = "How are you?", .by_api = true, .ack = "0" },
	{ "gows-chat-messages", 0, .kind = EVENT_MESSAGE, .bare = "3EB0A1B2C3D4E5F60001", .from_me = true, .chat = BOB,
		.at = 1788000005, .is = KIND_TEXT, .text = "It is 12 EUR", .by_api = true, .ack = "1" },
	{ "gows-chat-messages", 1, .kind = EVENT_MESSAGE, FROM_BOB, .at = 1788000005, .is = KIND_TEXT,
		.text = "How much is it?" },
	{ "gows-chat-messages", 2, .kind = EVENT_MESSAGE, .bare = "A5B4C3D2E1F0A5B4C3D2E1F0A5B40009", .chat = BOB,
		.chat_alt = BOB_LID, .sender = BOB, .sender_alt = BOB_LID, .push = "Bob", .at = 1787999500,
		.is = KIND_TEXT, .text = "hello" },
	/* Our own know the other's lid; −1 says nothing here. */
	{ "gows-made-rows", 0, .kind = EVENT_MESSAGE, .bare = "GOWS01", .from_me = true, .chat = BOB,
		.chat_alt = BOB_LID, .at = 1788000001, .is = KIND_TEXT, .text = "to a lid", .by_api = true },
	{ "gows-made-rows", 1, .kind = EVENT_MESSAGE, .bare = "GOWS02", .chat = TEAM, .sender = ANN,
		.sender_alt = ANN_LID, .at = 1788000002, .is = KIND_TEXT, .text = "no participant" },
	{ "gows-made-rows", 2, .kind = EVENT_MESSAGE, .bare = "GOWS03", .chat = BOB, .sender = BOB,
		.at = 1788000003, .is = KIND_AUDIO, .has_media = true, .mimetype = "audio/mp4", .seconds = 3 },
	{ "live-message-with-reaction", -1, .kind = EVENT_MESSAGE, .bare = "3EB0DDF5A3CC5719E2AA89", .chat = ANA,
		.chat_alt = ANA_LID, .sender = ANA, .sender_alt = ANA_LID, .push = "Ana Souza", .at = 1795352995,
		.is = KIND_TEXT, .text = "react me", .reactions = "theirs " ANA " 😮 1795352996; " },
	{ "live-message-edited-by-peer", -1, .kind = EVENT_MESSAGE, .bare = "3EB0DF5887C16702B4E6CC", .chat = ANA,
		.chat_alt = ANA_LID, .sender = ANA, .sender_alt = ANA_LID, .push = "Ana Souza", .at = 1795352994,
		.is = KIND_TEXT, .text = "orig EDITED" },
	/* Refused by WhatsApp, and yet the row says pending. */
	{ "live-message-after-ack-error", -1, .kind = EVENT_MESSAGE, .bare = "3EB07645CD463D72A117AE", .from_me = true,
		.chat = ANA, .at = 1795352209, .is = KIND_TEXT, .text = "will fail", .by_api = true, .ack = "0" },
	{ "webjs-chat-messages", 0, .kind = EVENT_MESSAGE, .bare = "3EB0A1B2C3D4E5F60001", .from_me = true, .chat = BOB,
		.at = 1788000005, .is = KIND_TEXT, .text = "It is 12 EUR", .by_api = true, .ack = "1" },
	{ "webjs-chat-messages", 1, .kind = EVENT_MESSAGE, FROM_BOB_WEB, .at = 1788000005, .is = KIND_TEXT,
		.text = "How much is it?" },
	{ "wpp-sendText-response", -1, .kind = EVENT_MESSAGE, .bare = "3EB0A1B2C3D4E5F60001", .from_me = true, .chat = BOB,
		.at = 1788000000, .is = KIND_TEXT, .text = "Hi there!", .by_api = true, .ack = "0" },
#define WEB(n, ...) { "made-browser-rows", (n)-1, __VA_ARGS__ }
#define WEB_BOB(n, k, ...) \
	WEB(n, .kind = EVENT_MESSAGE, .chat = BOB, .sender = BOB, .at = 1788000000 + n, .is = k, __VA_ARGS__)
	WEB_BOB(1, KIND_DOCUMENT, .bare = "WEB01", .push = "Bob", .text = "two pages", .has_media = true,
		.mimetype = "application/pdf", .filename = "harga.pdf", .size = 90211),
	WEB_BOB(2, KIND_VOICE, .bare = "WEB02", .has_media = true, .mimetype = "audio/ogg; codecs=opus", .size = 3120,
		.seconds = 7),
	WEB_BOB(3, KIND_STICKER, .bare = "WEB03", .has_media = true, .mimetype = "image/webp", .size = 12, .width = 512,
		.height = 512),
	/* The likeness of the map is no text; WPP tells the place in _data alone. */
	WEB_BOB(4, KIND_LOCATION, .bare = "WEB04", .place = "-6.2,106.8166 Toko"),
	WEB_BOB(5, KIND_LOCATION, .bare = "WEB05", .place = "-6.2,106.8166 Toko"),
	WEB_BOB(6, KIND_CONTACT, .bare = "WEB06", .place = "BEGIN:VCARD\nFN:A\nEND:VCARD"),
	WEB_BOB(7, KIND_CONTACT, .bare = "WEB07", .place = "BEGIN:VCARD\nFN:A\nEND:VCARD\nBEGIN:VCARD\nFN:B\nEND:VCARD"),
	WEB_BOB(8, KIND_POLL, .bare = "WEB08", .place = "Jam berapa?"),
	/* What was taken back leaves its place. */
	WEB(9, .kind = EVENT_REVOKED, .bare = "WEB09", .chat = BOB, .sender = BOB, .at = 1788000009, .target = "WEB09",
		.target_side = 1),
	WEB(10, .kind = EVENT_REVOKED, .bare = "WEB10", .from_me = true, .chat = BOB, .at = 1788000010, .target = "WEB10",
		.target_side = 2),
	WEB(11, .kind = EVENT_NONE), WEB(12, .kind = EVENT_NONE),
	/* Acks of WhatsApp Web are told, never filled in. */
	WEB(13, .kind = EVENT_MESSAGE, .bare = "WEB13", .from_me = true, .chat = BOB, .at = 1788000013, .is = KIND_TEXT,
		.text = "refused", .by_api = true, .ack = "-1"),
	WEB_BOB(14, KIND_TEXT, .bare = "WEB14", .text = "renamed"),
	WEB(15, .kind = EVENT_MESSAGE, .bare = "WEB15", .chat = TEAM, .sender = ANN, .at = 1788000015, .is = KIND_TEXT,
		.text = "author as an object"),
	WEB_BOB(16, KIND_TEXT, .bare = "WEB16", .text = "a kind of next year"),
	WEB(17, .kind = EVENT_NONE),
	WEB(18, .kind = EVENT_MESSAGE, .bare = "WEB18", .from_me = true, .chat = BOB, .at = 1788000018, .is = KIND_TEXT,
		.text = "without _data", .by_api = true),
#define MADE(n, ...) { "made-rows", (n)-1, __VA_ARGS__ }
#define BOB_ALONE .chat = BOB, .sender = BOB
	MADE(1, .kind = EVENT_MESSAGE, .bare = "MADE01", BOB_ALONE, .at = 1788000001, .is = KIND_DOCUMENT, .text = "see page 2",
		.has_media = true, .mimetype = "application/pdf", .filename = "price list.pdf", .size = 90211),
	MADE(2, .kind = EVENT_MESSAGE, .bare = "MADE02", BOB_ALONE, .at = 1788000002, .is = KIND_IMAGE, .has_media = true,
		.mimetype = "image/jpeg", .size = 48213, .width = 600, .height = 800),
	/* The engine itself says ERROR (status 0); our own know the other's lid too. */
	MADE(3, .kind = EVENT_MESSAGE, .bare = "MADE03", .from_me = true, .chat = BOB, .chat_alt = BOB_LID, .at = 1788000003,
		.is = KIND_TEXT, .text = "refused", .by_api = true, .ack = "-1"),
	MADE(4, .kind = EVENT_MESSAGE, .bare = "MADE04", .from_me = true, .chat = BOB, .at = 1788000004, .is = KIND_TEXT,
		.text = "old"),
	MADE(5, .kind = EVENT_MESSAGE, .bare = "MADE05", BOB_ALONE, .at = 1788000005, .is = KIND_UNSUPPORTED),
	MADE(6, .kind = EVENT_NONE), MADE(7, .kind = EVENT_NONE), MADE(8, .kind = EVENT_NONE), MADE(9, .kind = EVENT_NONE),
	MADE(10, .kind = EVENT_MESSAGE, .bare = "MADE10", .from_me = true, .at = 1788000010, .is = KIND_TEXT,
		.text = "buy stamps", .ack = "1"),
	MADE(11, .kind = EVENT_MESSAGE, .bare = "MADE11", .chat = "status@broadcast", .sender = BOB, .push = "Bob",
		.at = 1788000011, .is = KIND_TEXT, .text = "on holiday"),
	MADE(12, .kind = EVENT_NONE),
	MADE(13, .kind = EVENT_MESSAGE, .bare = "MADE13", BOB_ALONE, .at = 1788000013, .is = KIND_TEXT, .text = "late clock"),
	MADE(14, .kind = EVENT_MESSAGE, .bare = "MADE14", BOB_ALONE, .at = 1788000014, .is = KIND_AUDIO, .has_media = true,
		.mimetype = "audio/mpeg"),
	MADE(15, .kind = EVENT_MESSAGE, .bare = "MADE15", BOB_ALONE, .at = 1788000015, .is = KIND_CONTACT,
		.place = "BEGIN:VCARD\nFN:A\nEND:VCARD\nBEGIN:VCARD\nFN:B\nEND:VCARD"),
	MADE(16, .kind = EVENT_NONE), MADE(17, .kind = EVENT_NONE), MADE(18, .kind = EVENT_NONE), MADE(19, .kind = EVENT_NONE), MADE(20, .kind = EVENT_NONE),
	MADE(21, .kind = EVENT_MESSAGE, .bare = "MADE17", BOB_ALONE, .at = 1788000017, .is = KIND_TEXT,
		.text = "object id"),
	MADE(22, .kind = EVENT_NONE),
#define MADE_TEXT(n, t, ...)                                                                           \
	MADE(n, .kind = EVENT_MESSAGE, .bare = "MADE" #n, .at = 1788000000 + n, .is = KIND_TEXT, .text = t, \
		__VA_ARGS__)
#define MADE_MEDIA(n, k, ...)                                                                         \
	MADE(n, .kind = EVENT_MESSAGE, .bare = "MADE" #n, .at = 1788000000 + n, .is = k, BOB_ALONE,    \
		.has_media = true, __VA_ARGS__)
	MADE(23, .kind = EVENT_MESSAGE, .bare = "MADE23", BOB_ALONE, .at = 1788000023, .is = KIND_LOCATION,
		.place = "-6.2,106.8166 Toko Jl. Melati 1"),
	MADE_TEXT(24, "half a place", BOB_ALONE),
	MADE(25, .kind = EVENT_MESSAGE, .bare = "MADE25", BOB_ALONE, .at = 1788000025, .is = KIND_CONTACT,
		.place = "BEGIN:VCARD\nFN:C\nEND:VCARD"),
	MADE_TEXT(26, "BEGIN:VCARD is how cards begin", BOB_ALONE),
	MADE_MEDIA(27, KIND_AUDIO, .mimetype = "audio/mp4", .size = 7),
	MADE_MEDIA(28, KIND_IMAGE, .mimetype = "image/jpeg", .size = 4294967297, .height = 2147483647),
	MADE_MEDIA(29, KIND_IMAGE, .mimetype = "image/jpeg"),
	MADE_TEXT(30, "played", .from_me = true, .chat = BOB, .ack = "4"),
	MADE_TEXT(31, "too high", .from_me = true, .chat = BOB),
	MADE_TEXT(32, "no ack", .from_me = true, .chat = BOB),
	MADE_TEXT(33, "says error", .from_me = true, .chat = BOB, .ack = "-1"),
	MADE_TEXT(34, "says pending", .from_me = true, .chat = BOB),
	MADE_TEXT(35, "alt is a group", BOB_ALONE),
	MADE_TEXT(36, "alt is a phone too", BOB_ALONE),
	/* Taken back by Ann; a reaction without a text is none. */
	MADE_TEXT(37, "hearts", BOB_ALONE, .reactions = "ours  ❤️ 1788000037; theirs " ANN "  0; "),
	MADE_TEXT(38, "", BOB_ALONE),
	MADE_TEXT(39, "from outside of the key", .chat = TEAM, .sender = ANN),
	MADE_TEXT(40, "from the row", .chat = TEAM, .sender = ANN),
	MADE(41, .kind = EVENT_MESSAGE, .bare = "MADE41", BOB_ALONE, .at = 1788000041, .is = KIND_POLL,
		.place = "Jam berapa?"),
	MADE_MEDIA(42, KIND_VIDEO, .mimetype = "video/mp4", .seconds = 5),
	MADE(43, .kind = EVENT_MESSAGE, .bare = "MADE43", BOB_ALONE, .at = 1788000043, .is = KIND_CONTACT,
		.place = "BEGIN:VCARD\nFN:D\nEND:VCARD"),
	/* Without WhatsApp's own description the type has to do. */
	MADE_MEDIA(44, KIND_STICKER, .mimetype = "image/webp", .url = "http://x/1.webp"),
	MADE_MEDIA(45, KIND_IMAGE, .mimetype = "image/png"),
	MADE_MEDIA(46, KIND_VIDEO, .mimetype = "video/mp4"),
	MADE_MEDIA(47, KIND_VOICE, .mimetype = "audio/ogg; codecs=opus"),
	MADE_MEDIA(48, KIND_DOCUMENT, .mimetype = "text/csv", .filename = "harga.csv"),
	/* A picture sent as a file stays a file. */
	MADE_MEDIA(49, KIND_DOCUMENT, .mimetype = "image/png", .filename = "foto.png"),
	MADE_TEXT(50, "quotes", BOB_ALONE, .reply_to = "A9"),
	MADE_MEDIA(51, KIND_UNSUPPORTED, .url = NULL),
	/* Nine wrappers. */
	MADE(52, .kind = EVENT_MESSAGE, .bare = "MADE52", BOB_ALONE, .at = 1788000052, .is = KIND_UNSUPPORTED),
};

static const struct expect *now; /* for the message of a failure */

static void same(const char *field, const char *got, const char *want)
{
	if (strcmp(got ? got : "", want ? want : "") != 0)
		fail_msg("%s %d: %s is “%s”, not “%s”", now->file, now->row, field, got ? got : "", want ? want : "");
}

static void same_number(const char *field, int64_t got, int64_t want)
{
	if (got != want)
		fail_msg("%s %d: %s is %lld, not %lld", now->file, now->row, field, (long long)got, (long long)want);
}

static void same_address(const char *field, const struct address *got, const char *want)
{
	char text[ADDRESS_CAP];

	same(field, address_text(got, text), want);
}

static void same_reactions(const struct event *e, const char *want)
{
	char all[512] = "", who[ADDRESS_CAP];

	for (size_t i = 0; i < e->reactions.n; i++) {
		const struct event_reaction *r = &e->reactions.v[i];
		snprintf(all + strlen(all), sizeof all - strlen(all), "%s %s %s %lld; ", r->from_me ? "ours" : "theirs",
			address_text(&r->sender, who), r->emoji, (long long)r->at);
	}
	same("reactions", all, want);
}

static void check(const struct event *e, const struct expect *x)
{
	char ack[8] = "", label[200] = "";

	now = x;
	same_number("kind", e->kind, x->kind);
	same("session", e->session, x->session);
	same("id", e->id.bare, x->bare);
	same_number("from me", e->id.from_me, x->from_me);
	same_address("chat", &e->chat, x->chat);
	same_address("the chat's other address", &e->chat_alt, x->chat_alt);
	same_address("sender", &e->sender, x->sender);
	same_address("the sender's other address", &e->sender_alt, x->sender_alt);
	same("push name", e->push_name, x->push);
	same_number("time", e->at, x->at);
	same_number("kind of message", e->message_kind, x->is);
	same("text", e->text, x->text);
	if (x->kind == EVENT_MESSAGE && x->is == KIND_TEXT)
		assert_non_null(e->text);
	same("place", e->place, x->place);
	same("reply to", e->reply_to, x->reply_to);
	same("target", e->target, x->target);
	same_number("side of the target", e->target_known_side ? 1 + e->target_from_me : 0, x->target_side);
	same_number("media", e->has_media, x->has_media);
	same("mimetype", e->media.mimetype, x->mimetype);
	same("filename", e->media.filename, x->filename);
	same("url", e->media.url, x->url);
	same_number("size", e->media.size, x->size ? x->size : x->kind == EVENT_MESSAGE ? -1 : 0);
	same_number("width", e->media.width, x->width);
	same_number("height", e->media.height, x->height);
	same_number("seconds", e->media.seconds, x->seconds);
	same_number("by the API", e->by_api, x->by_api);
	if (e->has_ack)
		snprintf(ack, sizeof ack, "%d", e->ack);
	same("ack", ack, x->ack);
	same("error code", e->ack_error_code, x->code);
	same_number("until", e->ack_error_until, x->until);
	same_number("status", e->status, x->status);
	if (*e->label.id)
		snprintf(label, sizeof label, "%s %d %s", e->label.id, e->label.colour, e->label.name);
	same("label", label, x->label ? x->label : "");
	same("own phone", e->me_phone, x->me_phone);
	same("own lid", e->me_lid, x->me_lid);
	same("own name", e->me_name, x->me_name);
	same_reactions(e, x->reactions);
}

static void test_events(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof events / sizeof *events; i++) {
		json_t *v = fixture(events[i].file);
		struct event e = { 0 };

		bool kept = decode_envelope(json_is_array(v) ? json_array_get(v, (size_t)events[i].row) : v, &e);
		check(&e, &events[i]);
		assert_int_equal(kept, events[i].kind != EVENT_NONE);
		event_fini(&e);
		json_decref(v);
	}
}

static enum waha_engine engine_of(const char *file)
{
	return !strncmp(file, "gows", 4) ? WAHA_GOWS :
		!strncmp(file, "webjs", 5) || !strncmp(file, "made-browser", 12) ? WAHA_WEBJS :
		!strncmp(file, "wpp", 3) ? WAHA_WPP : WAHA_NOWEB;
}

/* With the engine named, and with its own shape to tell by. */
static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		json_t *v = fixture(rows[i].file);
		const json_t *row = rows[i].row < 0 ? v : json_array_get(v, (size_t)rows[i].row);
		enum waha_engine engine = engine_of(rows[i].file);
		struct event e = { 0 };

		bool kept = decode_row(row, engine, &e);
		check(&e, &rows[i]);
		assert_int_equal(kept, rows[i].kind != EVENT_NONE);
		event_fini(&e);
		decode_row(row, WAHA_UNSURE, &e);
		check(&e, &rows[i]);
		event_fini(&e);
		if (engine == WAHA_WEBJS) {
			decode_row(row, WAHA_WPP, &e);
			check(&e, &rows[i]);
			event_fini(&e);
		}
		json_decref(v);
	}
}

static void test_listing(void **state)
{
	json_t *v = fixture("made-rows");
	struct events all = { 0 };

	(void)state;
	decode_rows(v, WAHA_NOWEB, &all);
	assert_int_equal(json_array_size(v), 52);
	assert_int_equal(all.n, 41);
	events_fini(&all);
	decode_rows(NULL, WAHA_NOWEB, &all);
	assert_int_equal(all.n, 0);
	json_decref(v);
}

/* Every payload of an overview has its message where lastMessage is. */
static void test_overview(void **state)
{
	static const char *const files[] = { "noweb-chats-overview", "gows-chats-overview",
		"webjs-chats-overview" };

	(void)state;
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		json_t *v = fixture(files[i]);
		struct event e = { 0 };
		assert_true(decode_row(json_at(v, "0.lastMessage"), engine_of(files[i]), &e));
		assert_string_equal(e.text, i == 1 ? "It is 12 EUR" : "How much is it?");
		event_fini(&e);
		assert_false(decode_row(json_at(v, "1.lastMessage"), WAHA_UNSURE, &e));
		json_decref(v);
	}
}

/* The bare id in the answers of send calls; NULL: none. */
static const char *const sent[][2] = {
	{ "noweb-sendText-response", "3EB0A1B2C3D4E5F60001" },
	{ "noweb-sendText-group-response", "3EB0A1B2C3D4E5F60002" },
	{ "noweb-sendImage-response", "3EB0A1B2C3D4E5F60003" },
	{ "noweb-sendPoll-response", "3EB0A1B2C3D4E5F60004" },
	{ "noweb-reaction-response", "3EB01D7297E69763450B51" },
	{ "noweb-edit-response", "3EB020E5C554770BA20C04" },
	{ "noweb-delete-response", "3EB003D856EC092829950D" },
	{ "gows-sendText-response", "3EB0A1B2C3D4E5F60001" },
	{ "gows-sendText-nodata-response", "3EB0A1B2C3D4E5F60001" },
	{ "gows-sendText-group-response", "3EB0A1B2C3D4E5F60002" },
	{ "gows-reaction-response", "3EB0A1B2C3D4E5F60009" },
	{ "gows-delete-response", "3EB0A1B2C3D4E5F60010" },
	{ "webjs-sendText-response", "3EB0A1B2C3D4E5F60001" },
	{ "webjs-sendText-group-response", "3EB0A1B2C3D4E5F60002" },
	{ "webjs-sendText-renamed-key-response", "3EB0A1B2C3D4E5F60001" },
	{ "webjs-forward-response", NULL },
	{ "wpp-sendText-response", "3EB0A1B2C3D4E5F60001" },
	{ "wpp-sendImage-noid-response", NULL },
	{ "any-send-empty-response", NULL },
	{ "any-new-message-id", "3EB0C0FFEE0000000001" },
	{ "any-error-422-status", NULL },
};

#define SIXTY "AAAAAAAAAABBBBBBBBBBCCCCCCCCCCDDDDDDDDDDEEEEEEEEEEFFFFFFFFFF"

static const char *const odd_ids[][2] = {
	{ "3EB0", "3EB0" },
	{ "a_b", "a_b" }, /* fewer than three fields: all of it */
	{ "true__3EB0", "3EB0" },
	{ "true_+62 812@c.us_3EB0", "3EB0" },
	{ "true_120363000000000001@g.us_3EB0_62811@c.us", "3EB0" },
	{ "true_62811@c.us_", "" },
	{ "", "" },
	{ SIXTY "123", SIXTY "123" },
	{ SIXTY "1234", "" },
};

static void test_sent_id(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof sent / sizeof *sent; i++) {
		json_t *v = fixture(sent[i][0]);
		char id[WA_ID_CAP] = "x";

		if (decode_sent_id(v, id) != (sent[i][1] != NULL) || strcmp(id, sent[i][1] ? sent[i][1] : "") != 0)
			fail_msg("%s: “%s”", sent[i][0], id);
		json_decref(v);
	}
	char id[WA_ID_CAP];
	assert_false(decode_sent_id(NULL, id));
	for (size_t i = 0; i < sizeof odd_ids / sizeof *odd_ids; i++) {
		json_t *v = json_pack("{s:s}", "id", odd_ids[i][0]);
		assert_int_equal(decode_sent_id(v, id), *odd_ids[i][1] != '\0');
		assert_string_equal(id, odd_ids[i][1]);
		json_decref(v);
	}
}

static void test_time(void **state)
{
	static const struct {
		const char *iso;
		int64_t at;
	} times[] = {
		{ "1970-01-01T00:00:01Z", 1 },
		{ "2026-06-26T23:45:00.000Z", 1782517500 },
		{ "2026-08-29T16:40:05Z", 1788021605 },
		{ "2026-08-29T16:40:05+07:00", 0 },
		{ "2026-12-31T23:59:59Z", 1798761599 },
		{ "2026-12-31T23:59:60Z", 1798761600 },
		{ "2026-01-01T00:00:00Z", 1767225600 },
		{ "2026-13-01T00:00:00Z", 0 },
		{ "2026-00-01T00:00:00Z", 0 },
		{ "2026-01-00T00:00:00Z", 0 },
		{ "2026-01-32T00:00:00Z", 0 },
		{ "2026-01-01T24:00:00Z", 0 },
		{ "2026-01-01T00:60:00Z", 0 },
		{ "2026-01-01T00:00:61Z", 0 },
		{ "1969-01-01T00:00:00Z", 0 },
		{ "2026-01-01T-1:00:00Z", 0 },
		{ "2026-01-01T00:-1:00Z", 0 },
		{ "2026-01-01T00:00:-1Z", 0 },
		{ "2026-01-01T00:00:00", 0 },
		{ "yesterday", 0 },
		{ "", 0 },
		{ NULL, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof times / sizeof *times; i++)
		assert_int_equal(decode_time(times[i].iso), times[i].at);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_events),	 cmocka_unit_test(test_rows),	 cmocka_unit_test(test_listing),
		cmocka_unit_test(test_overview), cmocka_unit_test(test_sent_id), cmocka_unit_test(test_time),
	};
	return cmocka_run_group_tests_name("decode", tests, NULL, NULL);
}
