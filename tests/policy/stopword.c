/* stopword: whole messages that say stop, ask or start, in four languages, and all
 * that only sounds like it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/ceiling.h"
#include "base/fs.h"
#include "base/mem.h"

#include "policy/stopword.h"

#include "base/banned.h"

static char root[] = "/tmp/wartel-stopword-XXXXXX";

static struct stopwords *load_shipped(void)
{
	const char *data = getenv("WARTEL_DATADIR");
	char *path = path_join(data ? data : "data", "stopwords");
	struct err e;
	struct stopwords *s = stopwords_load(path, &e);

	if (!s)
		fail_msg("%s", err_text(&e));
	free(path);
	return s;
}

static struct stopwords *load_text(const char *text, struct err *e)
{
	char *path = path_join(root, "stopwords");
	struct stopwords *s;

	assert_true(file_write(path, text, strlen(text), 0600, e));
	s = stopwords_load(path, e);
	free(path);
	return s;
}

static void messages(void **state)
{
	static const struct {
		const char *text;
		enum stopword kind;
	} t[] = {
		/* The words themselves. */
		{ "STOP", STOPWORD_STOP },
		{ "UNSUBSCRIBE", STOPWORD_STOP },
		{ "BERHENTI", STOPWORD_STOP },
		{ "UNREG", STOPWORD_STOP },
		{ "STOP PROMO", STOPWORD_STOP },
		{ "JANGAN KIRIM LAGI", STOPWORD_STOP },
		{ "jangan hubungi saya lagi", STOPWORD_STOP },
		{ "BAJA", STOPWORD_STOP },
		{ "SAIR", STOPWORD_STOP },
		{ "Darme de baja", STOPWORD_STOP },
		{ "não quero mais receber", STOPWORD_STOP },
		{ "NO ENVIAR MÁS", STOPWORD_STOP },
		{ "opt-out", STOPWORD_STOP },
		{ "Don’t contact me", STOPWORD_STOP },
		{ "dont text me", STOPWORD_STOP },
		/* As people write them. */
		{ "stop", STOPWORD_STOP },
		{ "  Stop.  ", STOPWORD_STOP },
		{ "STOP!!! 🛑🛑", STOPWORD_STOP },
		{ "🙏🏻 berhenti 🙏🏻", STOPWORD_STOP },
		{ "stoppppp", STOPWORD_STOP },
		{ "stop stop stop", STOPWORD_STOP },
		{ "*STOP*", STOPWORD_STOP },
		{ "_stop_\n", STOPWORD_STOP },
		{ "\"stop\"", STOPWORD_STOP },
		{ "ＳＴＯＰ", STOPWORD_STOP },
		{ "ѕтор", STOPWORD_STOP },
		{ "st\xe2\x80\x8bop", STOPWORD_STOP },
		{ "stop kak", STOPWORD_STOP },
		{ "stop ya kak", STOPWORD_STOP },
		{ "tolong stop", STOPWORD_STOP },
		{ "Please stop", STOPWORD_STOP },
		{ "baja por favor", STOPWORD_STOP },
		{ "stop, terima kasih", STOPWORD_STOP },
		{ "Stop promo ya", STOPWORD_STOP },
		/* Perhaps about an order. */
		{ "BATAL", STOPWORD_ASK },
		{ "batal ya kak", STOPWORD_ASK },
		{ "cancel", STOPWORD_ASK },
		{ "CANCELAR", STOPWORD_ASK },
		{ "tidak", STOPWORD_ASK },
		{ "Tidak, terima kasih", STOPWORD_ASK },
		{ "gak jadi", STOPWORD_ASK },
		{ "no", STOPWORD_ASK },
		{ "No, thanks!", STOPWORD_ASK },
		{ "não", STOPWORD_ASK },
		{ "stop order", STOPWORD_ASK },
		{ "stop dulu", STOPWORD_ASK },
		{ "jangan kirim dulu", STOPWORD_ASK },
		{ "salah nomor", STOPWORD_ASK },
		/* In again. */
		{ "START", STOPWORD_START },
		{ "mulai", STOPWORD_START },
		{ "Mulai lagi kak", STOPWORD_START },
		{ "unstop", STOPWORD_START },
		{ "ALTA", STOPWORD_START },
		{ "começar", STOPWORD_START },
		/* A shop's day. */
		{ "", STOPWORD_NONE },
		{ "   ", STOPWORD_NONE },
		{ "🛑", STOPWORD_NONE },
		{ "...", STOPWORD_NONE },
		{ "kak", STOPWORD_NONE },
		{ "ya", STOPWORD_NONE },
		{ "ya kak", STOPWORD_NONE },
		{ "please", STOPWORD_NONE },
		{ "terima kasih", STOPWORD_NONE },
		{ "yes", STOPWORD_NONE },
		{ "ok", STOPWORD_NONE },
		{ "sudah", STOPWORD_NONE },
		{ "sudah transfer kak", STOPWORD_NONE },
		{ "stop kontak 3 lubang", STOPWORD_NONE },
		{ "stop kontak", STOPWORD_NONE },
		{ "ada stop kran?", STOPWORD_NONE },
		{ "non-stop", STOPWORD_NONE },
		{ "nonstop", STOPWORD_NONE },
		{ "stop di depan toko ya pak", STOPWORD_NONE },
		{ "busnya stop di mana", STOPWORD_NONE },
		{ "jangan stop promonya dong kak", STOPWORD_NONE },
		{ "kenapa promonya stop", STOPWORD_NONE },
		{ "baja ringan", STOPWORD_NONE },
		{ "besi baja 10mm", STOPWORD_NONE },
		{ "kapan berhenti jualan yang ini", STOPWORD_NONE },
		{ "batal yang merah, ganti biru", STOPWORD_NONE },
		{ "pesanan saya batal ya?", STOPWORD_NONE },
		{ "tidak ada yang ukuran L", STOPWORD_NONE },
		{ "no rek", STOPWORD_NONE },
		{ "start jam berapa", STOPWORD_NONE },
		{ "mulai besok ya kak", STOPWORD_NONE },
		{ "mulai dari harga berapa", STOPWORD_NONE },
		{ "kapan mulai", STOPWORD_NONE },
		{ "can you stop by the store", STOPWORD_NONE },
		{ "stop 1", STOPWORD_NONE },
		{ "s t o p", STOPWORD_NONE },
		{ "jangan kirim pesan promo lagi", STOPWORD_NONE },
		{ "stop stop stop stop stop", STOPWORD_NONE },
		{ "st\xffop", STOPWORD_NONE },
	};
	struct stopwords *s = load_shipped();

	(void)state;
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		enum stopword kind = stopword_judge(s, t[i].text, strlen(t[i].text));
		if (kind != t[i].kind)
			fail_msg("“%s” is %s, not %s", t[i].text, stopword_name(kind),
				stopword_name(t[i].kind));
	}
	stopwords_free(s);
}

/* Long and odd ones cost nothing and are none. */
static void long_messages(void **state)
{
	struct stopwords *s = load_shipped();
	char *text = xmalloc(CEIL_TEXT + 6);

	(void)state;
	memset(text, 's', CEIL_TEXT + 6);
	assert_int_equal(stopword_judge(s, text, CEIL_TEXT), STOPWORD_NONE);
	memcpy(text, "stop ", 5);
	assert_int_equal(stopword_judge(s, text, CEIL_TEXT), STOPWORD_NONE);
	memset(text + 5, '!', CEIL_TEXT);
	assert_int_equal(stopword_judge(s, text, CEIL_TEXT), STOPWORD_STOP);
	assert_int_equal(stopword_judge(s, text, CEIL_TEXT + 1), STOPWORD_NONE);
	memset(text, ' ', CEIL_TEXT);
	assert_int_equal(stopword_judge(s, text, CEIL_TEXT), STOPWORD_NONE);
	free(text);
	stopwords_free(s);
}

static void files(void **state)
{
	static const struct {
		const char *text, *key, *line;
	} t[] = {
		{ "stop A\nhalt B\n", "stopwords.line", "2" },
		{ "none A\n", "stopwords.line", "1" },
		{ "stop A B C D E\n", "stopwords.phrase", "1" },
		{ "stop A, ,B\n", "stopwords.phrase", "1" },
		{ "stop 🛑\n", "stopwords.phrase", "1" },
		{ "# c\n[en]\nstop A, B\n\n[id]\nask b\n", "stopwords.twice", "6" },
		{ "polite A\nstop A\n", "stopwords.twice", "2" },
		{ "stop A\xff\n", "stopwords.utf8", NULL },
	};
	struct stopwords *s;
	struct err e;

	(void)state;
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		char line[16];
		s = load_text(t[i].text, &e);
		if (s)
			fail_msg("case %zu is taken for good", i);
		assert_string_equal(e.say.key, t[i].key);
		assert_int_equal(e.kind, ERR_USAGE);
		if (t[i].line) {
			assert_true(sentence_arg(&e.say, "line", line, sizeof line));
			assert_string_equal(line, t[i].line);
		}
	}
	s = load_text("[a]\nstop  Foo, BAR baz\n\n[b]\r\nstop foo\r\nask\tqux\nstart go\npolite Sir\n", &e);
	assert_non_null(s);
	assert_int_equal(stopword_judge(s, "FOO", 3), STOPWORD_STOP);
	assert_int_equal(stopword_judge(s, "bar, baz", 8), STOPWORD_STOP);
	assert_int_equal(stopword_judge(s, "qux sir", 7), STOPWORD_ASK);
	assert_int_equal(stopword_judge(s, "go", 2), STOPWORD_START);
	assert_int_equal(stopword_judge(s, "sir", 3), STOPWORD_NONE);
	assert_int_equal(stopword_judge(s, "stop", 4), STOPWORD_NONE);
	stopwords_free(s);
	s = load_text("", &e);
	assert_non_null(s);
	assert_int_equal(stopword_judge(s, "stop", 4), STOPWORD_NONE);
	stopwords_free(s);
	stopwords_free(NULL);
	assert_null(stopwords_load("/nowhere/stopwords", &e));
	assert_int_equal(e.kind, ERR_NOT_FOUND);
}

static int begin(void **state)
{
	(void)state;
	return mkdtemp(root) ? 0 : -1;
}

static int end(void **state)
{
	(void)state;
	dir_remove(root);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(messages),
		cmocka_unit_test(long_messages),
		cmocka_unit_test(files),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
