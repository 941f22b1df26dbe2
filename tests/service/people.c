/* People: what is done about contacts, command by command. */
#include <stdio.h>
#include <string.h>

#include "harness.h"

static void test_add(void **state)
{
	(void)state;
	must(CMD_FIELD_SET, "{'field':'Kota','type':'text'}");
	const json_t *v = must(CMD_CONTACT_ADD, "{'phone':'0857 1111 2222','values':'name=Bu Tini kota=Bandung Barat'}");
	assert_string_equal(json_str(v, "name"), "Bu Tini");
	assert_string_equal(json_str(v, "phone"), "+62 857-1111-2222");
	assert_string_equal(json_str(v, "phone_national"), "0857-1111-2222");
	assert_string_equal(json_str(v, "fields.kota"), "Bandung Barat");
	assert_string_equal(shop_trail(&shop), "rina contact add name, kota");
	/* Added is not agreed: nothing may begin. */
	assert_string_equal(json_str(must(CMD_CONTACT_CONSENTS, "{'contact':'Bu Tini'}"), "next") ? "x" : "", "");
	assert_int_equal(json_array_size(json_at(must(CMD_CONTACT_CONSENTS, "{'contact':'Bu Tini'}"), "items")), 0);
	shop_refuses(&shop, CMD_CONTACT_ADD, "{'phone':'+62 857 1111 2222'}", ERR_CONFLICT, "contact.there");
	shop_refuses(&shop, CMD_CONTACT_ADD, "{'phone':'12'}", ERR_USAGE, "phone.bad");
	/* One wrong field: nothing of it is done. */
	shop_refuses(&shop, CMD_CONTACT_ADD, "{'phone':'0857 1111 3333','values':'name=X desa=Y'}", ERR_NOT_FOUND, "field.none");
	shop_refuses(&shop, CMD_CONTACT_SHOW, "{'contact':'0857 1111 3333'}", ERR_NOT_FOUND, "target.none");
}

static void test_set(void **state)
{
	(void)state;
	must(CMD_FIELD_SET, "{'field':'lahir','type':'date'}");
	must(CMD_FIELD_SET, "{'field':'ukuran','type':'choice','choices':'S, M, L'}");
	const json_t *v = must(CMD_CONTACT_SET, "{'contact':'sri','values':'name=Bu Sri lahir=1980-05-17 ukuran=m'}");
	assert_string_equal(json_str(v, "name"), "Bu Sri");
	assert_string_equal(json_str(v, "names.push"), "Sri Wahyuni");
	assert_string_equal(json_str(v, "fields.ukuran"), "M");
	assert_string_equal(shop_trail(&shop), "rina contact set name, lahir, ukuran");
	assert_string_equal(json_str(json_array_get(json_at(v, "history"), 0), "action"), "contact set");
	/* Nothing changed: nothing in the trail. */
	v = must(CMD_CONTACT_SET, "{'contact':'Bu Sri','values':'ukuran=M'}");
	assert_int_equal(json_array_size(json_at(v, "history")), 1);
	v = must(CMD_CONTACT_SET, "{'contact':'Bu Sri','values':'name= ukuran='}");
	assert_string_equal(json_str(v, "name"), "Sri Wahyuni");
	assert_null(json_str(v, "fields.ukuran"));
	shop_refuses(&shop, CMD_CONTACT_SET, "{'contact':'sri','values':'name=X lahir=kemarin'}", ERR_USAGE, "field.value");
	assert_string_equal(json_str(must(CMD_CONTACT_SHOW, "{'contact':'sri'}"), "name"), "Sri Wahyuni");
	shop_refuses(&shop, CMD_CONTACT_SET, "{'contact':'sri','values':'besok'}", ERR_USAGE, "field.pair");
	shop_refuses(&shop, CMD_CONTACT_SET, "{'contact':'zzz','values':'name=X'}", ERR_NOT_FOUND, "target.none");
}

static void test_fields(void **state)
{
	(void)state;
	must(CMD_FIELD_SET, "{'field':'kota','type':'text'}");
	must(CMD_FIELD_SET, "{'field':'ukuran','type':'choice','choices':'S,M'}");
	must(CMD_CONTACT_SET, "{'contact':'sri','values':'kota=Bandung'}");
	const json_t *v = must(CMD_FIELD_LIST, "{}");
	assert_int_equal(json_array_size(json_at(v, "items")), 2);
	assert_int_equal(json_i64_or(json_array_get(json_at(v, "items"), 0), "contacts", -1), 1);
	v = must(CMD_FIELD_LIST, "{'limit':1}");
	assert_string_equal(json_str(v, "next"), "kota");
	v = must(CMD_FIELD_LIST, "{'limit':1,'after':'kota'}");
	assert_string_equal(json_str(json_array_get(json_at(v, "items"), 0), "name"), "ukuran");
	shop_refuses(&shop, CMD_FIELD_SET, "{'field':'kota','type':'number'}", ERR_CONFLICT, "field.used");
	shop_refuses(&shop, CMD_FIELD_SET, "{'field':'phone','type':'text'}", ERR_USAGE, "field.taken");
	shop_refuses(&shop, CMD_FIELD_SET, "{'field':'warna','type':'choice'}", ERR_USAGE, "field.choices");
	shop_refuses(&shop, CMD_FIELD_SET, "{'field':'warna','type':'text','choices':'a,b'}", ERR_USAGE, "field.choiceless");
	must(CMD_FIELD_DELETE, "{'field':'kota'}");
	assert_int_equal(json_object_size(json_at(must(CMD_CONTACT_SHOW, "{'contact':'sri'}"), "fields")), 0);
	shop_refuses(&shop, CMD_FIELD_DELETE, "{'field':'kota'}", ERR_NOT_FOUND, "field.none");
	assert_null(shop_run_as(&shop, RIGHTS_AGENT, CMD_FIELD_SET, "{'field':'kota','type':'text'}"));
}

static void test_tags_and_lists(void **state)
{
	(void)state;
	must(CMD_FIELD_SET, "{'field':'kota','type':'text'}");
	must(CMD_CONTACT_SET, "{'contact':'sri','values':'kota=Bandung'}");
	const json_t *v = must(CMD_CONTACT_TAG, "{'contact':'sri','tags':'+VIP +grosir -lama'}");
	assert_int_equal(json_array_size(json_at(v, "tags")), 2);
	assert_string_equal(shop_trail(&shop), "rina contact tag +vip +grosir");
	must(CMD_CONTACT_TAG, "{'contact':'sri','tags':'-vip'}");
	must(CMD_CONTACT_TAG, "{'contact':'sri','tags':'vip'}");
	assert_string_equal(shop_trail(&shop), "rina contact tag +vip");
	v = must(CMD_CONTACT_TAG, "{'contact':'sri','tags':'-grosir'}");
	assert_int_equal(json_array_size(json_at(v, "tags")), 1);
	v = must(CMD_CONTACT_LIST, "{'tag':'Vip'}");
	assert_int_equal(json_array_size(json_at(v, "items")), 1);
	v = must(CMD_CONTACT_LIST, "{'field':'kota=Bandung'}");
	assert_int_equal(json_array_size(json_at(v, "items")), 1);
	assert_string_equal(json_str(json_array_get(json_at(v, "items"), 0), "fields.kota"), "Bandung");
	assert_int_equal(json_array_size(json_at(must(CMD_CONTACT_LIST, "{'field':'kota'}"), "items")), 1);
	assert_int_equal(json_array_size(json_at(must(CMD_CONTACT_LIST, "{'field':'kota=Bogor'}"), "items")), 0);
	assert_int_equal(json_array_size(json_at(must(CMD_CONTACT_LIST, "{'state':'opted-out'}"), "items")), 2);
	v = must(CMD_CONTACT_LIST, "{'sort':'last','limit':1}");
	assert_string_equal(json_str(json_array_get(json_at(v, "items"), 0), "name"), "Budi Santoso");
	shop_refuses(&shop, CMD_CONTACT_LIST, "{'field':'desa'}", ERR_NOT_FOUND, "field.none");
	shop_refuses(&shop, CMD_CONTACT_LIST, "{'tag':'a b'}", ERR_USAGE, "tag.bad");
	shop_refuses(&shop, CMD_CONTACT_TAG, "{'contact':'sri','tags':' '}", ERR_USAGE, "tag.none");
}

static void test_notes(void **state)
{
	(void)state;
	const json_t *v = must(CMD_CONTACT_NOTE, "{'contact':'sri','text':'Suka warna biru\\n\\u001b[2J'}");
	assert_int_equal(json_i64_or(v, "notes", 0), 1);
	assert_string_equal(shop_trail(&shop), "rina contact note new 1");
	must(CMD_CONTACT_NOTE, "{'contact':'sri','text':'dua'}");
	v = must(CMD_CONTACT_NOTES, "{'contact':'sri','limit':1}");
	assert_string_equal(json_str(json_array_get(json_at(v, "items"), 0), "text"), "dua");
	assert_string_equal(json_str(v, "next"), "2");
	v = must(CMD_CONTACT_NOTES, "{'contact':'sri','after':'2'}");
	assert_string_equal(json_str(json_array_get(json_at(v, "items"), 0), "text"), "Suka warna biru\n\033[2J");
	must(CMD_CONTACT_NOTE, "{'contact':'sri','text':'satu','edit':1}");
	v = must(CMD_CONTACT_NOTES, "{'contact':'sri','after':'2'}");
	assert_true(json_flag(json_array_get(json_at(v, "items"), 0), "edited"));
	assert_int_equal(json_i64_or(must(CMD_CONTACT_NOTE, "{'contact':'sri','edit':1}"), "notes", 0), 1);
	shop_refuses(&shop, CMD_CONTACT_NOTE, "{'contact':'sri','text':'  '}", ERR_USAGE, "note.empty");
	shop_refuses(&shop, CMD_CONTACT_NOTE, "{'contact':'sri','text':'x','edit':99}", ERR_NOT_FOUND, "note.none");
	shop_refuses(&shop, CMD_CONTACT_NOTE, "{'contact':'Dewi','text':'x','edit':2}", ERR_NOT_FOUND, "note.none");
	shop_refuses(&shop, CMD_CONTACT_NOTES, "{'contact':'sri','after':'x'}", ERR_USAGE, "args.cursor");
}

/* Of two who change one at once the second is told, and has his text back. */
static void test_notes_of_two(void **state)
{
	struct caller rina = shop.service.caller, dewi;
	struct err e = { 0 };
	(void)state;
	assert_true(service_caller(&shop.service, 4242, "dewi", &dewi, &e));
	shop.service.caller = dewi;
	must(CMD_CONTACT_NOTE, "{'contact':'sri','text':'Suka biru'}");
	const json_t *v = must(CMD_CONTACT_NOTES, "{'contact':'sri'}");
	assert_int_equal(json_i64_or(json_array_get(json_at(v, "items"), 0), "version", 0), 1);
	shop.service.caller = rina;
	must(CMD_CONTACT_NOTE, "{'contact':'sri','text':'Suka hijau','edit':1,'version':1}");
	shop.service.caller = dewi;
	shop_refuses(&shop, CMD_CONTACT_NOTE, "{'contact':'sri','text':'Suka merah','edit':1,'version':1}", ERR_CONFLICT,
		"note.changed");
	assert_non_null(strstr(err_text(&shop.err), "rina changed note 1"));
	assert_string_equal(json_str(shop.reply.given, "text"), "Suka merah");
	/* Without a version, and to take it away: only what nobody else touched. */
	shop_refuses(&shop, CMD_CONTACT_NOTE, "{'contact':'sri','text':'Suka merah','edit':1}", ERR_CONFLICT, "note.changed");
	shop_refuses(&shop, CMD_CONTACT_NOTE, "{'contact':'sri','edit':1}", ERR_CONFLICT, "note.changed");
	v = must(CMD_CONTACT_NOTES, "{'contact':'sri'}");
	assert_string_equal(json_str(json_array_get(json_at(v, "items"), 0), "text"), "Suka hijau");
	assert_string_equal(json_str(json_array_get(json_at(v, "items"), 0), "edited_by"), "rina");
	must(CMD_CONTACT_NOTE, "{'contact':'sri','text':'Suka merah','edit':1,'version':2}");
	must(CMD_CONTACT_NOTE, "{'contact':'sri','edit':1,'version':3}");
	/* The largest there can be is none of theirs. */
	shop_refuses(&shop, CMD_CONTACT_NOTE, "{'contact':'sri','text':'x','edit':9223372036854775807}", ERR_NOT_FOUND,
		"note.none");
}

static void test_block(void **state)
{
	(void)state;
	const json_t *v = must(CMD_SEND, "{'to':'1','text':'Halo kak'}");
	char args[64];
	long long id = json_i64_or(v, "id", 0);
	v = must(CMD_CONTACT_BLOCK, "{'contact':'Budi Santoso','reason':'penipu'}");
	assert_true(json_flag(v, "blocked"));
	assert_string_equal(shop_trail(&shop), "rina contact block penipu; 1 cancelled");
	snprintf(args, sizeof args, "{'message':%lld}", id);
	assert_string_equal(json_str(must(CMD_MESSAGE_SHOW, args), "state"), "cancelled");
	/* Whatever is written to them is refused, also by their id. */
	shop_refuses(&shop, CMD_SEND, "{'to':'1','text':'Halo lagi'}", ERR_POLICY, "gate.blocked");
	/* What they write is kept. */
	int64_t heard = shop_hear(&shop, "toko", "6281234567890@c.us", false, NULL, "Kenapa?", SHOP_NOW);
	snprintf(args, sizeof args, "{'message':%lld}", (long long)heard);
	assert_string_equal(json_str(must(CMD_MESSAGE_SHOW, args), "text"), "Kenapa?");
	assert_int_equal(json_array_size(json_at(must(CMD_CONTACT_LIST, "{'state':'blocked'}"), "items")), 2);
	v = must(CMD_CONTACT_UNBLOCK, "{'contact':'Budi Santoso'}");
	assert_false(json_flag(v, "blocked"));
	must(CMD_SEND, "{'to':'1','text':'Halo lagi'}");
	assert_null(shop_run_as(&shop, RIGHTS_READER, CMD_CONTACT_BLOCK, "{'contact':'Budi Santoso'}"));
}

static void test_duplicates(void **state)
{
	(void)state;
	shop_hear(&shop, "toko", "6281299999999@c.us", false, "budi santoso", "nomor baru", SHOP_NOW - 10);
	const json_t *v = must(CMD_CONTACT_DUPLICATES, "{}"), *one;
	assert_int_equal(json_array_size(json_at(v, "items")), 1);
	one = json_array_get(json_at(v, "items"), 0);
	assert_string_equal(json_str(one, "reason"), "name");
	assert_string_equal(json_str(one, "a.phone"), "+62 812-3456-7890");
	v = must(CMD_CONTACT_DUPLICATES, "{'of':'0812-9999-9999'}");
	assert_int_equal(json_array_size(json_at(v, "items")), 1);
	assert_int_equal(json_i64_or(must(CMD_CONTACT_SHOW, "{'contact':'0812-9999-9999'}"), "duplicates", 0), 1);
	/* Of one person too page by page. */
	shop_hear(&shop, "toko", "6281299999998@c.us", false, "budi santoso", "lagi", SHOP_NOW - 9);
	v = must(CMD_CONTACT_DUPLICATES, "{'of':'0812-9999-9999','limit':1}");
	assert_int_equal(json_array_size(json_at(v, "items")), 1);
	int64_t first = json_i64_or(json_array_get(json_at(v, "items"), 0), "b.id", 0)
		+ json_i64_or(json_array_get(json_at(v, "items"), 0), "a.id", 0);
	char args[80];
	snprintf(args, sizeof args, "{'of':'0812-9999-9999','limit':1,'after':'%s'}", json_str_or(v, "next", "-"));
	v = must(CMD_CONTACT_DUPLICATES, args);
	assert_int_equal(json_array_size(json_at(v, "items")), 1);
	assert_int_not_equal(json_i64_or(json_array_get(json_at(v, "items"), 0), "b.id", 0)
		+ json_i64_or(json_array_get(json_at(v, "items"), 0), "a.id", 0), first);
	assert_null(json_str(v, "next"));
	shop_refuses(&shop, CMD_CONTACT_DUPLICATES, "{'after':'7'}", ERR_USAGE, "args.cursor");
}

static void test_merge(void **state)
{
	(void)state;
	shop_hear(&shop, "toko", "6281299999999@c.us", false, "Budi S", "nomor baru", SHOP_NOW - 10);
	must(CMD_CONTACT_TAG, "{'contact':'0812-9999-9999','tags':'+vip'}");
	const json_t *v = must(CMD_CONTACT_MERGE, "{'contact':'Budi Santoso','other':'0812-9999-9999'}");
	assert_int_equal(json_array_size(json_at(v, "addresses")), 2);
	assert_int_equal(json_i64_or(v, "messages_in", 0), 3);
	assert_int_equal(json_array_size(json_at(v, "tags")), 1);
	/* Where he last wrote from. */
	shop_hear(&shop, "toko", "6281299999999@c.us", false, "Budi S", "lagi", SHOP_NOW);
	must(CMD_SEND, "{'to':'1','text':'Halo kak'}");
	assert_string_equal(json_str(must(CMD_CONTACT_SHOW, "{'contact':'0812-9999-9999'}"), "name"), "Budi S");
	shop_refuses(&shop, CMD_CONTACT_MERGE, "{'contact':'Budi S','other':'0812-3456-7890'}", ERR_USAGE, "merge.same");
	shop_refuses(&shop, CMD_CONTACT_MERGE, "{'contact':'Budi S','other':'zzz'}", ERR_NOT_FOUND, "target.none");
	v = must(CMD_CONTACT_UNMERGE, "{'contact':'0812-3456-7890'}");
	assert_string_equal(json_str(v, "phone"), "+62 812-9999-9999");
	assert_string_equal(json_str(must(CMD_CONTACT_SHOW, "{'contact':'0812-3456-7890'}"), "phone"), "+62 812-3456-7890");
	shop_refuses(&shop, CMD_CONTACT_UNMERGE, "{'contact':'sri'}", ERR_CONFLICT, "merge.none");
}

/* Told first what would go, and nothing goes; then all of it, for whoever asks. */
static void test_erase(void **state)
{
	char id[48];
	int64_t sri;
	(void)state;
	sri = json_i64_or(must(CMD_CONTACT_NOTE, "{'contact':'sri','text':'suka biru'}"), "id", 0);
	assert_true(sri > 0);
	must(CMD_CONTACT_TAG, "{'contact':'sri','tags':'+vip'}");
	shop_refuses(&shop, CMD_CONTACT_ERASE, "{'contact':'sri'}", ERR_CONFLICT, "erase.sure");
	assert_string_equal(json_str(must(CMD_CONTACT_SHOW, "{'contact':'sri'}"), "name"), "Sri Wahyuni");
	assert_null(shop_run_as(&shop, RIGHTS_LEAD, CMD_CONTACT_ERASE, "{'contact':'sri','yes':true}"));
	assert_string_equal(json_str(must(CMD_CONTACT_SHOW, "{'contact':'sri'}"), "name"), "Sri Wahyuni");
	const json_t *v = must(CMD_CONTACT_ERASE, "{'contact':'sri','yes':true}");
	assert_int_equal(json_i64_or(v, "contact_id", 0), sri);
	assert_int_equal(json_i64_or(v, "notes", 0), 1);
	assert_true(json_i64_or(v, "messages", 0) > 0);
	assert_false(json_flag(v, "refused"));
	assert_string_equal(shop_trail(&shop), "rina contact erase");
	snprintf(id, sizeof id, "{'contact':'%lld'}", (long long)sri);
	shop_refuses(&shop, CMD_CONTACT_SHOW, id, ERR_NOT_FOUND, "contact.erased");
	shop_refuses(&shop, CMD_CONTACT_DUMP, id, ERR_NOT_FOUND, "contact.erased");
	shop_refuses(&shop, CMD_CONTACT_SHOW, "{'contact':'sri'}", ERR_NOT_FOUND, "target.none");
	shop_refuses(&shop, CMD_CONTACT_ERASE, id, ERR_NOT_FOUND, "contact.erased");
	/* What was done to them is not taken back. */
	shop_refuses(&shop, CMD_UNDO, "{}", ERR_NOT_FOUND, "undo.none");
}

/* undo takes back what was done to persons too, all that one command did. */
static void test_undo(void **state)
{
	(void)state;
	must(CMD_FIELD_SET, "{'field':'kota','type':'text'}");
	must(CMD_CONTACT_SET, "{'contact':'sri','values':'name=Bu Sri kota=Bandung'}");
	must(CMD_CONTACT_SET, "{'contact':'Bu Sri','values':'kota=Bogor'}");
	must(CMD_CONTACT_TAG, "{'contact':'Bu Sri','tags':'+vip +lama'}");
	must(CMD_CONTACT_BLOCK, "{'contact':'Bu Sri'}");
	must(CMD_UNDO, "{}");
	const json_t *v = must(CMD_CONTACT_SHOW, "{'contact':'Bu Sri'}");
	assert_false(json_flag(v, "blocked"));
	assert_int_equal(json_array_size(json_at(v, "tags")), 2);
	assert_string_equal(json_str(json_array_get(json_at(v, "history"), 0), "action"), "undo");
	must(CMD_UNDO, "{}");
	assert_int_equal(json_array_size(json_at(must(CMD_CONTACT_SHOW, "{'contact':'Bu Sri'}"), "tags")), 0);
	must(CMD_UNDO, "{}");
	assert_string_equal(json_str(must(CMD_CONTACT_SHOW, "{'contact':'Bu Sri'}"), "fields.kota"), "Bandung");
	must(CMD_UNDO, "{}");
	v = must(CMD_CONTACT_SHOW, "{'contact':'Sri Wahyuni'}");
	assert_null(json_str(v, "names.own"));
	assert_int_equal(json_object_size(json_at(v, "fields")), 0);
	must(CMD_CONTACT_MERGE, "{'contact':'Sri Wahyuni','other':'Dewi'}");
	must(CMD_UNDO, "{}");
	assert_string_equal(json_str(must(CMD_CONTACT_SHOW, "{'contact':'Dewi'}"), "phone"), "+62 813-0000-0003");
	/* What changed meanwhile is left alone. */
	must(CMD_CONTACT_TAG, "{'contact':'Dewi','tags':'+vip'}");
	must(CMD_CONTACT_MERGE, "{'contact':'Sri Wahyuni','other':'Dewi'}");
	must(CMD_CONTACT_UNMERGE, "{'contact':'Sri Wahyuni'}");
	shop_refuses(&shop, CMD_UNDO, "{}", ERR_CONFLICT, "undo.moved");
}

static void test_dump(void **state)
{
	(void)state;
	must(CMD_CONTACT_CONSENT, "{'contact':'Budi Santoso','way':'in','source':'form'}");
	must(CMD_SEND, "{'to':'1','text':'Ada kak'}");
	must(CMD_NOTE, "{'conversation':1,'text':'sering menawar'}");
	must(CMD_CONTACT_NOTE, "{'contact':'Budi Santoso','text':'suka biru'}");
	const json_t *v = must(CMD_CONTACT_DUMP, "{'contact':'Budi Santoso'}");
	assert_string_equal(json_str(v, "contact.phone"), "+62 812-3456-7890");
	assert_int_equal(json_array_size(json_at(v, "consents")), 2); /* he wrote, and the form */
	assert_int_equal(json_array_size(json_at(v, "conversations")), 1);
	assert_int_equal(json_array_size(json_at(v, "messages")), 3);
	assert_int_equal(json_array_size(json_at(v, "notes")), 1);
	assert_string_equal(json_str(json_array_get(json_at(v, "case_notes"), 0), "text"), "sering menawar");
	assert_string_equal(json_str(json_array_get(json_at(v, "messages"), 0), "text"), "Halo kak, barang masih ada?");
	assert_string_equal(json_str(json_array_get(json_at(v, "messages"), 2), "text"), "Ada kak");
	assert_string_equal(shop_trail(&shop), "rina contact dump");
	assert_null(shop_run_as(&shop, RIGHTS_AGENT, CMD_CONTACT_DUMP, "{'contact':'Budi Santoso'}"));
}

static void test_figures(void **state)
{
	(void)state;
	const json_t *v = must(CMD_CONTACT_SHOW, "{'contact':'0813-0000-0001'}");
	assert_int_equal(json_i64_or(v, "statistics.answer_median_s", -1), 60);
	assert_true(json_is_null(json_object_get(json_at(v, "statistics"), "their_answer_median_s")));
	assert_int_equal(json_i64_or(v, "statistics.conversations", -1), 1);
	/* In lists nobody pays for them. */
	v = must(CMD_CONTACT_LIST, "{}");
	assert_true(json_is_null(json_object_get(json_array_get(json_at(v, "items"), 0), "statistics")));
}

static void test_check(void **state)
{
	(void)state;
	/* WAHA is not asked here: the job is what is posted. */
	assert_null(shop_run(&shop, CMD_CONTACT_CHECK, "{'phone':'0812-3456-7890'}"));
	assert_true(shop.ticket > 0);
	assert_string_equal(shop_trail(&shop), "rina contact check");
	shop_refuses(&shop, CMD_CONTACT_CHECK, "{'phone':'halo'}", ERR_USAGE, "phone.bad");
	shop_refuses(&shop, CMD_CONTACT_CHECK, "{'phone':'0812-3456-7890','session':'x'}", ERR_NOT_FOUND, "target.number");
}

static void test_contacts(void **state)
{
	(void)state;
	const json_t *v = must(CMD_CONTACT_LIST, "{'limit':3}");
	assert_int_equal(json_array_size(json_at(v, "items")), 3);
	assert_non_null(json_str(v, "next"));
	v = must(CMD_CONTACT_LIST, "{'filter':'sri'}");
	assert_string_equal(json_str(json_array_get(json_at(v, "items"), 0), "names.push"), "Sri Wahyuni");
	v = must(CMD_CONTACT_SHOW, "{'contact':'budi santoso'}");
	assert_string_equal(json_str(v, "phone"), "+62 812-3456-7890");
	assert_int_equal(json_i64_or(v, "messages_in", 0), 2);
	assert_int_equal(json_integer_value(json_array_get(json_at(v, "conversations"), 0)), 1);
	assert_string_equal(json_str(v, "first_message_at"), "2026-11-22T14:01:05+07:00");
	v = must(CMD_CONTACT_SHOW, "{'contact':'0813-0000-0003'}");
	assert_true(json_flag(v, "opted_out"));
	shop_refuses(&shop, CMD_CONTACT_SHOW, "{'contact':'budi'}", ERR_CONFLICT, "target.ambiguous");
	shop_refuses(&shop, CMD_CONTACT_SHOW, "{'contact':'zzz'}", ERR_NOT_FOUND, "target.none");
	shop_refuses(&shop, CMD_CONTACT_SHOW, "{'contact':999}", ERR_NOT_FOUND, "contact.none");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_SHOP(test_add),
		IN_SHOP(test_set),
		IN_SHOP(test_fields),
		IN_SHOP(test_tags_and_lists),
		IN_SHOP(test_notes),
		IN_SHOP(test_notes_of_two),
		IN_SHOP(test_block),
		IN_SHOP(test_duplicates),
		IN_SHOP(test_merge),
		IN_SHOP(test_erase),
		IN_SHOP(test_undo),
		IN_SHOP(test_dump),
		IN_SHOP(test_figures),
		IN_SHOP(test_check),
		IN_SHOP(test_contacts),
	};
	return cmocka_run_group_tests_name("service/people", tests, NULL, NULL);
}
