/* Secrets of destinations, by name: from the environment (ESCAPEMENT_SECRET_<NAME>) or from a file
 * of that name in secrets_dir. They are never stored, logged, or put in an error. */
#ifndef ANALYZER_NOTIFY_SECRET_H
#define ANALYZER_NOTIFY_SECRET_H

#include <stdbool.h>

#include "common/err.h"
#include "common/text.h"

/* Capital letters, digits and underscores, first a letter: what a variable may be called. */
bool secret_name_ok(const char *name);

/* Reads the secret called @name into @secret, without a line feed at its end. ERR_UNAVAILABLE:
 * there is none, or it cannot be read or be a secret. */
enum err_code secret_read(const char *name, struct text *secret, struct err *err) must_check;

/* Whether there is one. */
bool secret_resolves(const char *name);

/* Replaces every occurrence of @secret in @text, which somebody sent us, by stars. */
void secret_mask(struct text *text, const char *secret);

#endif
