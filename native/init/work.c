#include "work.h"

#include "../lib/memory.h"
#include "../lib/text.h"
#include "ahead.h"
#include "hearing.h"
#include "leave.h"
#include "plan-file.h"

void wait_for_work(struct work *work, struct plan *tests, int had_input)
{
	/* What came last; the boot plan has the key, and stays. */
	static struct plan last;
	if (had_input && !can_hear(work->key))
		leave_changed("a console");
	unmap_memory(last.at, (size_t)(last.end - last.at) + 1);
	last = (struct plan){0};
	reg error = take_next_plan(&last);
	if (error < 0)
		leave_with_problem("read", "what to do next", error);
	*tests = last;
	if (!is_equal(plan_word(tests), work->key))
		leave_with_problem("read", "what to do next: it is not the host's", -EBADMSG);
	int is_last = is_equal(plan_word(tests), "last");
	if (is_equal(plan_word(tests), "anew"))
		unmake_ahead();
	work->next = plan_word(tests);
	if (is_last || work->is_once)
		work->key = "";
}
