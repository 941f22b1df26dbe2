/* rows: see rows.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"

#include "tui/rows.h"

#include "base/banned.h"

void rows_fini(struct rows *r)
{
	json_decref(r->items);
	json_decref(r->marks);
	*r = (struct rows){0};
}

size_t rows_count(const struct rows *r)
{
	return json_array_size(r->items);
}

json_t *rows_selected(const struct rows *r)
{
	return json_array_get(r->items, r->sel);
}

const char *rows_key(const json_t *row, char out[ROW_KEY])
{
	int64_t id = json_i64_or(row, "id", 0);
	if (id)
		snprintf(out, ROW_KEY, "%lld", (long long)id);
	else
		snprintf(out, ROW_KEY, "%s", json_str_or(row, "name", ""));
	return out;
}

static size_t find(const json_t *items, const char *key)
{
	char one[ROW_KEY];
	size_t n = json_array_size(items);
	for (size_t i = 0; *key && i < n; i++)
		if (!strcmp(rows_key(json_array_get(items, i), one), key))
			return i;
	return n;
}

void rows_set(struct rows *r, json_t *items)
{
	char key[ROW_KEY];
	const char *marked;
	void *next;
	json_t *v;
	rows_key(rows_selected(r), key);
	size_t n = json_array_size(items), at = find(items, key), line = r->sel - r->top;
	if (at < n) {
		r->sel = at;
		r->top = at > line ? at - line : 0;
	} else if (r->sel >= n) {
		r->sel = n ? n - 1 : 0;
	}
	json_decref(r->items);
	r->items = items;
	r->loaded = true;
	json_object_foreach_safe(r->marks, next, marked, v)
		if (find(items, marked) == n)
			json_object_del(r->marks, marked);
}

bool rows_ask(struct rows *r)
{
	if (!r->ticket)
		return true;
	r->stale = true;
	return false;
}

bool rows_came(struct rows *r, json_t *items)
{
	bool again = r->stale;
	r->ticket = 0;
	r->stale = false;
	if (items)
		rows_set(r, items);
	return again;
}

void rows_move(struct rows *r, const char *how, size_t page)
{
	long n = (long)rows_count(r), to = (long)r->sel, step = page ? (long)page : 1;
	if (!strcmp(how, "first"))
		to = 0;
	else if (!strcmp(how, "last"))
		to = n - 1;
	else if (!strcmp(how, "page") || !strcmp(how, "-page"))
		to += *how == '-' ? -step : step;
	else if (!strcmp(how, "half") || !strcmp(how, "-half"))
		to += *how == '-' ? -(step + 1) / 2 : (step + 1) / 2;
	else
		to += strtol(how, NULL, 10);
	if (to >= n)
		to = n - 1;
	r->sel = to < 0 ? 0 : (size_t)to;
}

bool rows_marked(const struct rows *r, const json_t *row)
{
	char key[ROW_KEY];
	return json_object_get(r->marks, rows_key(row, key)) != NULL;
}

void rows_mark(struct rows *r, bool range)
{
	char key[ROW_KEY];
	if (r->sel >= rows_count(r))
		return;
	if (!r->marks)
		r->marks = json_object();
	if (!range) {
		const json_t *row = rows_selected(r);
		if (rows_marked(r, row))
			json_object_del(r->marks, rows_key(row, key));
		else
			json_object_set_new(r->marks, rows_key(row, key), json_true());
		r->anchor = r->sel;
		rows_move(r, "1", 1);
		return;
	}
	size_t from = r->anchor < r->sel ? r->anchor : r->sel, to = r->anchor < r->sel ? r->sel : r->anchor;
	for (size_t i = from; i <= to && i < rows_count(r); i++)
		json_object_set_new(r->marks, rows_key(json_array_get(r->items, i), key), json_true());
	r->anchor = r->sel;
}

json_t *rows_chosen(const struct rows *r)
{
	json_t *chosen = json_array(), *row;
	size_t i;
	json_array_foreach(r->items, i, row)
		if (rows_marked(r, row))
			json_array_append(chosen, row);
	if (json_array_size(chosen) == 0 && r->sel < rows_count(r))
		json_array_append(chosen, rows_selected(r));
	return chosen;
}

void rows_sight(struct rows *r, int lines, int each, int height)
{
	size_t n = rows_count(r);
	if (r->sel >= n)
		r->sel = n ? n - 1 : 0;
	if (r->top > r->sel)
		r->top = r->sel;
	while (r->top < r->sel && (int)(r->sel - r->top) * each + height > lines)
		r->top++;
	/* No empty lines below while there are rows above. */
	while (r->top > 0 && (int)(n - r->top) * each + height <= lines)
		r->top--;
}
