# Languages. data/po/LL.po becomes data/locale/LL/LC_MESSAGES/wartel.mo, where an
# uninstalled wartel finds it by WARTEL_LOCALEDIR and make install takes it from.
# Plain rules: `make pot` collects the sentences of src/, `make po` brings them
# into the catalogs, where somebody then translates what is new.
EXTRA_DIST += %D%/po/id.po %D%/po/names.awk
catalog_id = %D%/locale/id/LC_MESSAGES/wartel.mo
if TRANSLATE
locale_iddir = $(localedir)/id/LC_MESSAGES
nodist_locale_id_DATA = $(catalog_id)
CLEANFILES += $(catalog_id)
endif

$(catalog_id): %D%/po/id.po
	$(AM_V_GEN)$(MKDIR_P) $(@D) && $(MSGFMT) -c -o $@ $(srcdir)/%D%/po/id.po

POT = %D%/po/wartel.pot
CLEANFILES += $(POT) %D%/po/POTFILES
pot: src/tui/keys_conf.c
	$(AM_V_at)$(MKDIR_P) %D%/po
	$(AM_V_at)(cd $(srcdir) && find src -name '*.[ch]') | LC_ALL=C sort >%D%/po/POTFILES
	$(AM_V_GEN)$(XGETTEXT) --directory=$(srcdir) --files-from=%D%/po/POTFILES --output=$(POT) \
		--language=C --from-code=UTF-8 --keyword --keyword=_ --keyword=N_ --keyword=ngettext:1,2 \
		--add-comments=TRANSLATORS: --add-location=file --sort-by-file --force-po \
		--package-name=$(PACKAGE) --copyright-holder='the authors of wartel'
	$(AM_V_at)$(XGETTEXT) --join-existing --output=$(POT) --language=C --from-code=UTF-8 --keyword \
		--keyword=N_ --add-location=file --sort-by-file src/tui/keys_conf.c
po: pot
	$(MSGMERGE) --quiet --update --backup=none --no-fuzzy-matching --no-location --no-wrap --sort-by-file \
		$(srcdir)/%D%/po/id.po $(POT)
.PHONY: pot po

# What wartel-sim --shop demo tells; found by its name alone in PKGDATADIR.
dist_pkgdata_DATA += %D%/demo-shop.json

# What may not be said, and the words that mean stop: wartel-rules(5).
contentdir = $(pkgdatadir)/content
dist_content_DATA = \
	%D%/content/adult.rules \
	%D%/content/alcohol.rules \
	%D%/content/animals.rules \
	%D%/content/body-parts.rules \
	%D%/content/currency.rules \
	%D%/content/dating.rules \
	%D%/content/drugs-otc.rules \
	%D%/content/drugs.rules \
	%D%/content/gambling.rules \
	%D%/content/healthcare.rules \
	%D%/content/loans.rules \
	%D%/content/mlm.rules \
	%D%/content/sensitive-ids.rules \
	%D%/content/supplements.rules \
	%D%/content/tobacco.rules \
	%D%/content/weapons.rules
dist_pkgdata_DATA += %D%/stopwords

# What `wartel template examples` brings, a file a language.
templatesdir = $(pkgdatadir)/templates
dist_templates_DATA = %D%/templates/en %D%/templates/id

# Names of emoji, and how they are renewed.
dist_pkgdata_DATA += %D%/emoji
EXTRA_DIST += %D%/emoji.awk

# The shapes of answers, for `wartel api openapi`; an uninstalled wartel finds them
# through the link.
schemasdir = $(pkgdatadir)/schemas
dist_schemas_DATA = \
	tests/schemas/agent.json \
	tests/schemas/audit.json \
	tests/schemas/away.json \
	tests/schemas/case.json \
	tests/schemas/code.json \
	tests/schemas/consent.json \
	tests/schemas/checked.json \
	tests/schemas/contact.json \
	tests/schemas/contact-note.json \
	tests/schemas/dump.json \
	tests/schemas/duplicate.json \
	tests/schemas/erased.json \
	tests/schemas/field.json \
	tests/schemas/imported.json \
	tests/schemas/contacts-sync.json \
	tests/schemas/conversation.json \
	tests/schemas/doctor.json \
	tests/schemas/draft.json \
	tests/schemas/empty.json \
	tests/schemas/error.json \
	tests/schemas/file.json \
	tests/schemas/found.json \
	tests/schemas/found-contact.json \
	tests/schemas/found-note.json \
	tests/schemas/health.json \
	tests/schemas/hello.json \
	tests/schemas/judged.json \
	tests/schemas/label.json \
	tests/schemas/line.json \
	tests/schemas/media.json \
	tests/schemas/message.json \
	tests/schemas/note.json \
	tests/schemas/older.json \
	tests/schemas/plan.json \
	tests/schemas/presence.json \
	tests/schemas/preview.json \
	tests/schemas/qr.json \
	tests/schemas/queue.json \
	tests/schemas/queued.json \
	tests/schemas/rendered.json \
	tests/schemas/rules.json \
	tests/schemas/sentence.json \
	tests/schemas/session.json \
	tests/schemas/status.json \
	tests/schemas/template-examples.json \
	tests/schemas/template.json \
	tests/schemas/token.json \
	tests/schemas/undone.json \
	tests/schemas/verdict.json \
	tests/schemas/view.json \
	tests/schemas/whoami.json \
	tests/schemas/why.json
EXTRA_DIST += %D%/schemas
