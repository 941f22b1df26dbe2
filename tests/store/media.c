/* Files: kept whole under their hash or not at all, and forgotten with their rows. */
#include "shop.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/ceiling.h"
#include "base/digest.h"
#include "base/fault.h"
#include "base/fs.h"
#include "store/media.h"
#include "store/picture.h"

#include "base/banned.h"

#define BUDI "628111222333@c.us"

static char *dir;

static int open_all(void **state)
{
	char path[] = "/tmp/wartel-depot-XXXXXX";

	assert_non_null(mkdtemp(path));
	dir = xstrdup(path);
	return shop_open(state);
}

static int close_all(void **state)
{
	fault_arm(NULL, NULL, NULL);
	dir_remove(dir);
	free(dir);
	return shop_close(state);
}

static bool there(const char *hash)
{
	char *path = depot_path(dir, hash);
	bool is = file_exists(path);

	free(path);
	return is;
}

static size_t fresh_ones(void)
{
	char *folder = path_join(dir, "media"), *left = path_join(folder, "new.left");
	size_t n = file_exists(left);

	free(folder);
	free(left);
	return n;
}

static void put(struct media_file *f, const char *text)
{
	struct depot_new *file = depot_begin(dir, NULL);
	size_t n;

	assert_non_null(file);
	MUST(depot_write(file, text, strlen(text), e));
	MUST(depot_end(file, e));
	assert_memory_equal(depot_head(file, &n), text, strlen(text));
	str_copy(f->hash, sizeof f->hash, depot_hash(file));
	f->size = depot_size(file);
	MUST(depot_keep(file, e));
	depot_free(file);
}

static void kept(void **state)
{
	struct media_file f = { 0 };
	char want[SHA256_HEX], *path, text[16] = "";
	struct stat st;
	int fd;

	(void)state;
	put(&f, "halo");
	assert_string_equal(f.hash, sha256_hex("halo", 4, want));
	assert_int_equal(f.size, 4);
	path = depot_path(dir, f.hash);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	put(&f, "halo"); /* once more: one file */
	fd = depot_open(dir, f.hash, f.size, true, NULL);
	assert_true(fd >= 0);
	assert_int_equal(read(fd, text, sizeof text), 4);
	assert_string_equal(text, "halo");
	close(fd);
	/* Another content, another size, a link, nothing. */
	MUST(file_write(path, "hulu", 4, 0600, e));
	assert_true((fd = depot_open(dir, f.hash, f.size, false, NULL)) >= 0);
	close(fd);
	REFUSED("media.lost", depot_open(dir, f.hash, f.size, true, e) >= 0);
	REFUSED("media.lost", depot_open(dir, f.hash, 5, false, e) >= 0);
	unlink(path);
	assert_int_equal(symlink("/etc/passwd", path), 0);
	REFUSED("media.lost", depot_open(dir, f.hash, f.size, false, e) >= 0);
	depot_remove(dir, f.hash);
	REFUSED("media.lost", depot_open(dir, f.hash, f.size, false, e) >= 0);
	free(path);
}

static bool needed(void *ctx, const char *hash)
{
	assert_int_equal(strlen(hash), DEPOT_HASH_CAP - 1);
	return *(bool *)ctx;
}

static void refused(void **state)
{
	bool need = true;
	char *whole;
	struct depot_new *file = depot_begin(dir, NULL);
	char *part = xcalloc(1, 1 << 20), *left, *folder;

	(void)state;
	REFUSED("media.empty", depot_end(file, e));
	for (int i = 0; i < CEIL_MEDIA >> 20; i++)
		MUST(depot_write(file, part, 1 << 20, e));
	REFUSED("media.large", depot_write(file, "x", 1, e));
	depot_free(file);
	file = depot_begin(dir, NULL);
	fault_arm(NULL, "depot-write", NULL);
	REFUSED("media.full", depot_write(file, "x", 1, e));
	depot_free(file);
	folder = path_join(dir, "media");
	left = path_join(folder, "new.left");
	MUST(file_write(left, "x", 1, 0600, e));
	assert_int_equal(fresh_ones(), 1);
	whole = depot_path(dir, "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
	MUST(file_write(whole, "x", 1, 0600, e));
	depot_sweep(dir, needed, &need);
	assert_int_equal(fresh_ones(), 0);
	assert_true(file_exists(whole));
	need = false;
	depot_sweep(dir, needed, &need);
	assert_false(file_exists(whole));
	/* Nothing of all that is left. */
	assert_int_equal(rmdir(folder), 0);
	free(whole);
	free(folder);
	free(left);
	free(part);
}

static int64_t add(struct shop *s, const char *text, int64_t at)
{
	struct media_file f = { .agent_id = s->rina, .at = at, .mimetype = "image/png", .filename = "a.png" };

	put(&f, text);
	WRITE(s, media_add(s->d, &f, e));
	return f.id;
}

static bool forget(struct shop *s, char hash[DEPOT_HASH_CAP])
{
	struct err none = { 0 };
	bool got;

	MUST(db_begin_write(s->d, e));
	got = media_forget(s->d, NOW, hash, &none);
	MUST(db_commit(s->d, e));
	assert_int_equal(none.kind, ERR_NONE);
	return got;
}

static int64_t attach(struct shop *s, int64_t chat, int64_t file, const char *caption)
{
	struct media_file f;
	struct outbox_new n = { .session_id = s->number, .chat_id = chat, .agent_id = s->rina, .origin = ORIGIN_AGENT,
		.kind = KIND_IMAGE, .text = caption, .file = &f, .recipient = address(BUDI), .born_ms = NOW_MS };
	int64_t id = 0;

	MUST(media_get(s->d, file, s->rina, &f, e));
	WRITE(s, outbox_add(s->d, &n, &id, &s->c, e));
	return id;
}

static void of_messages(void **state)
{
	struct shop *s = *state;
	struct arrived a = say(s, &(struct said){ .chat = BUDI, .id = "A1", .text = "Foto?" });
	int64_t file = add(s, "satu", NOW - 10), message;
	struct media_file f;
	struct message_row row;

	REFUSED("media.none", media_get(s->d, file, s->dewi, &f, e)); /* not hers, not sent */
	REFUSED("media.none", media_get(s->d, 99, s->rina, &f, e));
	message = attach(s, a.chat_id, file, "Ini");
	MUST(media_get(s->d, file, s->dewi, &f, e));
	assert_true(f.sent);
	MUST(media_of_message(s->d, message, &f, e));
	assert_int_equal(f.id, file);
	assert_string_equal(f.mimetype, "image/png");
	REFUSED("media.none", media_of_message(s->d, a.message_id, &f, e));
	MUST(message_get(s->d, message, &row, e));
	assert_true(row.has_media);
	assert_int_equal(row.media.file_id, file);
	assert_int_equal(row.media.size, 4);
	assert_string_equal(row.text, "Ini");
	message_row_fini(&row);
	/* The same file again is another body than the same text. */
	assert_int_equal(number_of(s, "SELECT count(DISTINCT body_hash) FROM outbox"), 1);
	attach(s, a.chat_id, file, "Ini");
	assert_int_equal(number_of(s, "SELECT count(DISTINCT body_hash) FROM outbox"), 1);
	attach(s, a.chat_id, add(s, "dua", NOW), "Ini");
	write_to(s, a.chat_id, "Ini");
	assert_int_equal(number_of(s, "SELECT count(DISTINCT body_hash) FROM outbox"), 3);
}

static void forgotten(void **state)
{
	struct shop *s = *state;
	struct arrived a = say(s, &(struct said){ .chat = BUDI, .id = "A1", .text = "Foto?" });
	char hash[DEPOT_HASH_CAP];
	int64_t sent = add(s, "terkirim", NOW - 10);

	attach(s, a.chat_id, sent, "");
	add(s, "sendiri", NOW - 10);
	add(s, "terkirim", NOW - 10); /* its content is needed still */
	add(s, "baru", NOW);
	assert_true(forget(s, hash));
	assert_true(hash[0] && there(hash));
	assert_true(forget(s, hash));
	assert_string_equal(hash, "");
	assert_false(forget(s, hash));
	assert_int_equal(number_of(s, "SELECT count(*) FROM media"), 2);
}

static void look_at(struct shop *s, int64_t contact, int64_t at, const char *hash, char gone[DEPOT_HASH_CAP])
{
	struct picture p = { .contact_id = contact, .at = at, .size = 8, .mimetype = "image/jpeg" };

	str_copy(p.hash, sizeof p.hash, hash);
	WRITE(s, picture_put(s->d, &p, gone, e));
}

/* One file may be what was sent and somebody's picture: it stays as long as either needs it. */
static void shared_with_pictures(void **state)
{
	struct shop *s = *state;
	struct arrived a = say(s, &(struct said){ .chat = BUDI, .id = "A1", .text = "Foto?" });
	struct arrived b = say(s, &(struct said){ .chat = "628999@c.us", .id = "A2", .text = "Foto?" });
	struct media_file f = { .agent_id = s->rina, .at = NOW - 10, .mimetype = "image/jpeg", .filename = "a.jpg" };
	char gone[DEPOT_HASH_CAP];

	put(&f, "gambar");
	WRITE(s, media_add(s->d, &f, e));
	look_at(s, a.contact_id, NOW, f.hash, gone);
	assert_string_equal(gone, "");
	look_at(s, b.contact_id, NOW, f.hash, gone);
	assert_string_equal(gone, "");
	/* A message's file is forgotten, the pictures are not. */
	assert_true(forget(s, gone));
	assert_string_equal(gone, "");
	/* Another picture since: the first contact's was the other's as well, then nobody's. */
	look_at(s, a.contact_id, NOW + 1, "", gone);
	assert_string_equal(gone, "");
	look_at(s, b.contact_id, NOW + 1, f.hash, gone);
	assert_string_equal(gone, "");
	look_at(s, b.contact_id, NOW + 2, "", gone);
	assert_string_equal(gone, f.hash);
	/* The same with the message's row last. */
	f.at = NOW - 10;
	WRITE(s, media_add(s->d, &f, e));
	look_at(s, a.contact_id, NOW + 3, f.hash, gone);
	look_at(s, a.contact_id, NOW + 4, "", gone);
	assert_string_equal(gone, "");
	assert_true(forget(s, gone));
	assert_string_equal(gone, f.hash);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(kept, open_all, close_all),
		cmocka_unit_test_setup_teardown(refused, open_all, close_all),
		cmocka_unit_test_setup_teardown(of_messages, open_all, close_all),
		cmocka_unit_test_setup_teardown(forgotten, open_all, close_all),
		cmocka_unit_test_setup_teardown(shared_with_pictures, open_all, close_all),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
