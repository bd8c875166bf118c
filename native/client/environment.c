#include "environment.h"

#include "../lib/text.h"
#include "../lib/types.h"

static char **all;

void use_environment(char **environment)
{
	all = environment;
}

static const char *value_in(const char *entry, const char *name)
{
	const char *rest = text_after(entry, name);
	return rest && *rest == '=' ? rest + 1 : NULL;
}

const char *variable(const char *name)
{
	for (char **entry = all; entry && *entry; entry++) {
		const char *value = value_in(*entry, name);
		if (value)
			return value;
	}
	return NULL;
}

static int is_among(const char *entry, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (value_in(entry, names[i]))
			return 1;
	return 0;
}

int is_deciding(const char *entry)
{
	static const char *const names[] = {
		"PATH", "HOME", "XDG_CACHE_HOME", "CARGO_HOME", "RUSTUP_HOME", "GOPATH", "GOROOT", "VIRTUAL_ENV",
		"CONDA_PREFIX", "JAVA_HOME", "PYENV_ROOT", "RBENV_ROOT", "NVM_DIR", "ASDF_DATA_DIR", "VOLTA_HOME",
		"SDKMAN_DIR",
	};
	if (text_after(entry, "UML_RUN_"))
		return !value_in(entry, "UML_RUN_ARTIFACTS") && !is_between_us(entry);
	return is_among(entry, names, sizeof names / sizeof *names);
}

int is_between_us(const char *entry)
{
	static const char *const names[] = {"UML_RUN_WARM_TRIED", "UML_RUN_COLD"};
	return is_among(entry, names, sizeof names / sizeof *names);
}
