/* loaded: what a struct config holds; for the files of this folder alone. */
#ifndef CONFIG_LOADED_H
#define CONFIG_LOADED_H

#include "config/config.h"
#include "config/ini.h"
#include "config/option.h"

struct value {
	char *text; /* owned; NULL: not set here */
	char *from; /* owned: "wartel.conf:12", "environment", "flag" */
	enum config_origin origin;
};

struct number {
	struct number_config is;    /* its strings are owned here or by the values */
	char *name, *key, *phone;   /* owned */
	char *week, *closed;	    /* owned: of its promise */
	struct value *own;	    /* option_count of them: from its section */
};

struct config {
	enum config_side side;
	struct value *general; /* option_count of them */
	struct {
		struct number *v;
		size_t n, cap;
	} numbers;
	struct {
		struct sentence *v;
		size_t n, cap;
	} notes;
	bool sections; /* [number …] were there */
	bool found;    /* some file was */
	char *file;	/* --config, absolute, or NULL */
	char *user_file, *key_dir;
	char *data_dir, *state_dir, *database, *own_socket;
};

/* The value that counts: the number's own, else the general one, else the default. */
const char *loaded_value(const struct config *, const struct number *, int option);

/* Fills numbers[].is from the values. False with ERR_USAGE. */
bool number_finish(struct config *, struct err *);

/* Reads a key file: its first line, trimmed. ERR_FORBIDDEN when others may read it. */
bool key_read(const char *file, char **key, struct err *);

/* Where things are when nobody says otherwise; heap. */
char *place_system_file(void); /* /etc/wartel/wartel.conf */
char *place_user_file(void);   /* $XDG_CONFIG_HOME/wartel/wartel.conf */
char *place_data(bool shared);
char *place_state(bool shared);
char *place_home(void);
/* Absolute: ~/ is the home, anything else relative stands in dir (NULL: the
 * working directory). */
char *place_absolute(const char *path, const char *dir);
char *place_dirname(const char *path);

#endif
