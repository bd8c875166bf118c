#include "ahead.h"

#include "../lib/syscall.h"
#include "bring-back.h"
#include "fresh.h"
#include "leave.h"
#include "link.h"
#include "project.h"
#include "read-ahead.h"
#include "watch.h"

static struct {
	int is_made;
	/* Whose test it serves. */
	u64 user;
	struct namespaces namespaces;
} self = {.namespaces = {.first = 0, .fd = -1}};

/* A test can take the right to make namespaces away, of any kind; the next one must not run without. */
static MUST_USE reg open_namespaces_again(struct namespaces *namespaces, u64 user)
{
	static int had_namespaces;
	reg error = open_namespaces(namespaces, has_own_network(user));
	if (namespaces->first == 0 && had_namespaces)
		leave_changed("limits of namespaces");
	had_namespaces |= namespaces->first > 0;
	return error;
}

void make_ahead(const struct work *work)
{
	static int is_in_vain;
	if (is_in_vain)
		return;
	lay_fresh(NULL);
	is_in_vain = shown_project()->is_copy;
	self.user = work->uid;
	self.is_made = 1;
	if (is_in_vain || open_namespaces_again(&self.namespaces, self.user) < 0)
		unmake_ahead();
	else {
		open_change_list();
		read_ahead(work->next);
	}
}

void unmake_ahead(void)
{
	if (!self.is_made)
		return;
	self.is_made = 0;
	/* It had no test. */
	may_fail(close_namespaces(&self.namespaces));
	forget_project();
	take_fresh_away();
}

/* The place for artifacts has to be mounted before there are namespaces. */
static int does_serve(const struct test *test)
{
	return self.is_made && self.user == test->uid && !*test->artifacts;
}

reg make_ground(const struct test *test, struct namespaces *namespaces)
{
	reg error = 0;
	if (!does_serve(test)) {
		unmake_ahead();
		lay_fresh(test);
	}
	make_working_folder(test);
	watch_mounts();
	if (self.is_made)
		*namespaces = self.namespaces;
	else
		error = open_namespaces_again(namespaces, test->uid);
	self.is_made = 0;
	return error;
}
