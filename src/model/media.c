/* media: types by their signatures, and what follows from a type. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"

#include "model/media.h"

#include "base/banned.h"

NAMES_DEFINE(media_state, media_state, MEDIA_STATES)

/* Signatures; at: where in the file. The first that fits counts. */
static const struct {
	size_t at, n;
	const char *bytes, *type;
} signatures[] = {
	{ 0, 3, "\xff\xd8\xff", "image/jpeg" },
	{ 0, 8, "\x89PNG\r\n\x1a\n", "image/png" },
	{ 0, 6, "GIF87a", "image/gif" },
	{ 0, 6, "GIF89a", "image/gif" },
	{ 8, 4, "WEBP", "image/webp" }, /* behind RIFF and its length */
	{ 8, 4, "WAVE", "audio/wav" },
	{ 8, 4, "AVI ", "video/x-msvideo" },
	{ 4, 8, "ftypM4A ", "audio/mp4" },
	{ 4, 7, "ftypqt ", "video/quicktime" },
	{ 4, 7, "ftyp3gp", "video/3gpp" },
	{ 4, 8, "ftypheic", "image/heic" },
	{ 4, 8, "ftypheix", "image/heic" },
	{ 4, 8, "ftypmif1", "image/heic" },
	{ 4, 8, "ftypavif", "image/avif" },
	{ 4, 4, "ftyp", "video/mp4" },
	{ 28, 8, "OpusHead", "audio/ogg; codecs=opus" }, /* the first packet of the first page */
	{ 0, 4, "OggS", "audio/ogg" },
	{ 0, 3, "ID3", "audio/mpeg" },
	{ 0, 2, "\xff\xfb", "audio/mpeg" },
	{ 0, 2, "\xff\xf3", "audio/mpeg" },
	{ 0, 2, "\xff\xf1", "audio/aac" },
	{ 0, 2, "\xff\xf9", "audio/aac" },
	{ 0, 6, "#!AMR\n", "audio/amr" },
	{ 0, 4, "fLaC", "audio/flac" },
	{ 0, 4, "\x1a\x45\xdf\xa3", "video/webm" },
	{ 0, 5, "%PDF-", "application/pdf" },
	{ 0, 4, "PK\x03\x04", "application/zip" },
	{ 0, 4, "PK\x05\x06", "application/zip" },
	{ 0, 8, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage" },
	{ 0, 6, "7z\xbc\xaf\x27\x1c", "application/x-7z-compressed" },
	{ 0, 6, "Rar!\x1a\x07", "application/vnd.rar" },
	{ 0, 2, "\x1f\x8b", "application/gzip" },
	{ 0, 2, "MZ", "application/x-msdownload" },
	{ 0, 4, "\x7f" "ELF", "application/x-executable" },
	{ 0, 5, "{\\rtf", "application/rtf" },
};

/* Endings of a type, the usual one first. container: what the bytes say of it,
 * where that alone does not tell. */
static const struct {
	const char *type, *endings, *container;
} types[] = {
	{ "image/jpeg", "jpg jpeg jpe jfif", NULL },
	{ "image/png", "png", NULL },
	{ "image/gif", "gif", NULL },
	{ "image/webp", "webp", NULL },
	{ "image/heic", "heic heif", NULL },
	{ "image/avif", "avif", NULL },
	{ "audio/wav", "wav", NULL },
	{ "video/x-msvideo", "avi", NULL },
	{ "audio/mp4", "m4a mp4", NULL },
	{ "video/quicktime", "mov qt", NULL },
	{ "video/3gpp", "3gp 3gpp", NULL },
	{ "video/mp4", "mp4 m4v", NULL },
	{ "audio/ogg; codecs=opus", "ogg opus oga", NULL },
	{ "audio/ogg", "ogg oga ogv", NULL },
	{ "audio/mpeg", "mp3", NULL },
	{ "audio/aac", "aac", NULL },
	{ "audio/amr", "amr", NULL },
	{ "audio/flac", "flac", NULL },
	{ "video/webm", "webm mkv", NULL },
	{ "application/pdf", "pdf", NULL },
	{ "application/zip", "zip jar", NULL },
	{ "application/x-7z-compressed", "7z", NULL },
	{ "application/vnd.rar", "rar", NULL },
	{ "application/gzip", "gz tgz", NULL },
	{ "application/x-msdownload", "exe dll", NULL },
	{ "application/rtf", "rtf", NULL },
	{ "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx", "application/zip" },
	{ "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", "application/zip" },
	{ "application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx", "application/zip" },
	{ "application/vnd.oasis.opendocument.text", "odt", "application/zip" },
	{ "application/vnd.oasis.opendocument.spreadsheet", "ods", "application/zip" },
	{ "application/vnd.oasis.opendocument.presentation", "odp", "application/zip" },
	{ "application/epub+zip", "epub", "application/zip" },
	{ "application/vnd.android.package-archive", "apk", "application/zip" },
	{ "application/msword", "doc", "application/x-ole-storage" },
	{ "application/vnd.ms-excel", "xls", "application/x-ole-storage" },
	{ "application/vnd.ms-powerpoint", "ppt", "application/x-ole-storage" },
	{ "text/csv", "csv", "text/plain" },
	{ "text/vcard", "vcf", "text/plain" },
	{ "text/calendar", "ics", "text/plain" },
	{ "text/html", "html htm", "text/plain" },
	{ "text/markdown", "md", "text/plain" },
	{ "application/json", "json", "text/plain" },
	{ "image/svg+xml", "svg", "text/plain" },
};

static bool has_ending(const char *name, const char *endings)
{
	const char *dot = strrchr(name, '.');
	size_t n = dot ? strlen(dot + 1) : 0;

	for (const char *p = endings; n && *p; p += strcspn(p, " ")) {
		p += strspn(p, " ");
		if (strcspn(p, " ") == n && !strncasecmp(p, dot + 1, n))
			return true;
	}
	return false;
}

/* Text in UTF-8; the last character may be cut. */
static bool is_text(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (((unsigned char)s[i] < 0x20 && !strchr("\t\n\r\f", s[i])) || s[i] == 0x7f || !s[i])
			return false;
	for (size_t cut = 0; cut < 4 && cut <= n; cut++)
		if (text_valid(s, n - cut))
			return n > cut;
	return false;
}

const char *media_type(const void *head, size_t n, const char *name)
{
	const char *s = head, *told = NULL;

	for (size_t i = 0; !told && i < sizeof signatures / sizeof *signatures; i++)
		if (n >= signatures[i].at + signatures[i].n &&
		    !memcmp(s + signatures[i].at, signatures[i].bytes, signatures[i].n))
			told = signatures[i].type;
	if (!told)
		told = is_text(s, n < MEDIA_HEAD ? n : MEDIA_HEAD) ? "text/plain" : "application/octet-stream";
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (types[i].container && !strcmp(types[i].container, told) && has_ending(name, types[i].endings))
			return types[i].type;
	return told;
}

static const char *endings_of(const char *mimetype)
{
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (!strcmp(types[i].type, mimetype))
			return types[i].endings;
	return NULL;
}

/* What is drawn, and none of what file systems or shells take for more. */
static void clean(struct buf *out, const char *s, size_t n)
{
	uint32_t c;

	for (size_t i = 0, len; i < n; i += len) {
		len = text_decode(s + i, n - i, &c);
		if (c < 0x20 || (c >= 0x7f && c < 0xa0) || c == TEXT_BROKEN || c == 0x2028 || c == 0x2029 ||
		    text_invisible(c) || strchr("/\\:*?\"<>|", c < 0x80 ? (int)c : 'x')) {
			if (out->n && out->v[out->n - 1] != '_')
				buf_addc(out, '_');
		} else if (out->n || (c != '.' && c != ' ' && c != '-')) {
			buf_add(out, s + i, len);
		}
	}
	while (out->n && strchr(" ._", out->v[out->n - 1]))
		out->v[--out->n] = '\0';
}

char *media_name(const char *given, const char *mimetype, char out[MEDIA_NAME_CAP])
{
	enum { ENDING = 12 };
	const char *slash = strrchr(given, '/'), *endings = endings_of(mimetype);
	char stem[MEDIA_NAME_CAP - ENDING], ending[ENDING] = "";
	struct buf name;
	const char *dot;

	buf_init(&name, 4096);
	given = slash ? slash + 1 : given;
	clean(&name, given, strnlen(given, 4095));
	dot = name.n ? strrchr(name.v, '.') : NULL;
	if (endings && !has_ending(buf_str(&name), endings))
		snprintf(ending, sizeof ending, ".%.*s", (int)strcspn(endings, " "), endings);
	else if (dot && strlen(dot) < ENDING)
		str_copy(ending, sizeof ending, dot);
	/* The ending outlives the cut. */
	if (dot && !strcmp(dot, ending))
		name.v[name.n = (size_t)(dot - name.v)] = '\0';
	str_copy(stem, sizeof stem, name.n ? name.v : "file");
	snprintf(out, MEDIA_NAME_CAP, "%s%s", stem, ending);
	buf_fini(&name);
	return out;
}

enum message_kind media_kind(const char *mimetype)
{
	if (!strcmp(mimetype, "image/jpeg") || !strcmp(mimetype, "image/png"))
		return KIND_IMAGE;
	if (!strcmp(mimetype, "video/mp4") || !strcmp(mimetype, "video/3gpp"))
		return KIND_VIDEO;
	return !strncmp(mimetype, "audio/", 6) ? KIND_AUDIO : KIND_DOCUMENT;
}

bool media_fits(const char *mimetype, enum message_kind kind, struct err *e)
{
	bool fits = kind == KIND_DOCUMENT || (kind == KIND_IMAGE && media_kind(mimetype) == KIND_IMAGE) ||
		    (kind == KIND_STICKER && !strcmp(mimetype, "image/webp")) ||
		    (kind == KIND_VIDEO && !strncmp(mimetype, "video/", 6)) ||
		    ((kind == KIND_AUDIO || kind == KIND_VOICE) && !strncmp(mimetype, "audio/", 6));

	return fits || err_set(e, ERR_USAGE, "media.kind",
		N_("a file of type {type} cannot be sent as {kind}: send it as document"), "type=%s\nkind=%s",
		mimetype, message_kind_name(kind));
}
