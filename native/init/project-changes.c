#include "project-changes.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "layer.h"
#include "walk-level.h"

enum { MAX_DEPTH = 200, MAX_NAMED = 10 };

static struct {
	const struct project *project;
	char *const *kept;
	struct moment copied;
	struct change_stream stream;
	struct number_set sent;
	u64 lost;
	/* Where the walk is, from the folder's top. */
	struct text path;
} self;

static void walk(struct level *level);
static struct level *visit(struct level *level, const char *name);
static struct level *enter(struct level *level, const struct entry *entry, enum fate fate);
static struct level *leave_level(struct level *level);

reg write_changes(const struct project *project, char *const *kept, int file)
{
	static char path[MAX_PATH];
	struct level *top = new_level();
	if (!top)
		return -ENOMEM;
	self.project = project;
	self.kept = kept;
	self.copied.seconds = project->copied.seconds;
	self.copied.nanoseconds = (unsigned)project->copied.nanoseconds;
	self.stream.file = file;
	text_init(&self.path, path, sizeof path);
	/* What is shown read-only has not changed. */
	if (project->is_writable && (self.stream.error = open_top(top, project)) == 0) {
		top->fate = fate_of("", kept);
		walk(top);
	}
	return end_changes(&self.stream, self.lost);
}

static void walk(struct level *level)
{
	while (level && self.stream.error == 0) {
		struct linux_dirent64 *found = next_dirent(&level->walk);
		text_cut(&self.path, level->path_length);
		if (!found)
			level = leave_level(level);
		else if (!is_self_or_parent(found->name))
			level = visit(level, found->name);
	}
}

/* ---- entries ---- */

static void lose(void)
{
	if (self.lost++ < MAX_NAMED)
		put_change(&self.stream, (struct change){.kind = CHANGE_LOST}, self.path.bytes, "", 0);
}

static void put_removed(const char *name, enum fate fate)
{
	if (fate == KEPT)
		put_change(&self.stream, (struct change){.kind = CHANGE_REMOVED}, name, "", 0);
	else
		lose();
}

static void put_difference(const struct entry *entry, enum fate fate)
{
	enum difference difference = difference_of(entry, &self.copied);
	if (fate == KEPT)
		put_entry(&self.stream, entry, difference, &self.sent);
	else if (difference != SAME)
		lose();
}

/* Returns the level to go on with. */
static struct level *visit(struct level *level, const char *name)
{
	struct entry entry = {.name = name, .folder = level->now, .before = level->before};
	add_name(&self.path, name);
	enum fate fate = fate_of(self.path.bytes, self.kept);
	reg error = look_at(&entry);
	if (error < 0)
		self.stream.error = error;
	else if (S_ISDIR(entry.now.stx_mode))
		return enter(level, &entry, fate);
	else if (!self.project->is_copy && is_whiteout(&entry.now))
		put_removed(name, fate);
	else
		put_difference(&entry, fate);
	return level;
}

/* ---- folders ---- */

static void put_folder(const struct level *level, const struct entry *entry)
{
	const char *origin = level->is_moved ? level->origin.bytes : "";
	const int is_new = level->is_new && level->fate == KEPT;
	enum change_kind kind = level->is_moved ? CHANGE_MOVED_FOLDER : is_new ? CHANGE_NEW_FOLDER : CHANGE_FOLDER;
	if (level->fate != LOST)
		put_change(&self.stream, change_of(kind, &entry->now), entry->name, origin, length_of(origin));
	else if (level->is_moved || (!level->is_new && !has_same_attributes(entry)))
		lose();
}

/* Returns the level to go on with. */
static struct level *enter(struct level *level, const struct entry *entry, enum fate fate)
{
	if (level->depth == MAX_DEPTH || self.path.truncated) {
		if (fate == LOST)
			lose();
		else
			put_change(&self.stream, change_of(CHANGE_OTHER, &entry->now), entry->name, "", 0);
		return level;
	}
	reg error = open_below(level, entry, self.project);
	if (error < 0) {
		/* What nobody can read here is the host's own, which is shown in the place of a copy. */
		self.stream.error = error == -EACCES ? 0 : error;
		return level;
	}
	struct level *below = level->below;
	below->fate = fate;
	below->lost = self.lost;
	below->path_length = self.path.length;
	put_folder(below, entry);
	return below;
}

static int is_hidden(const char *path)
{
	for (size_t i = 0; i < self.project->hidden_count; i++)
		if (is_within(path, self.project->hidden[i]))
			return 1;
	return 0;
}

/* In a copy, what was removed is not there. What the host has made since is, and what was hidden. */
static void put_what_is_missing(const struct level *level)
{
	static struct dirents walk;
	struct linux_dirent64 *found;
	reg before = level->before < 0 ? -ENOENT : sys(openat, level->before, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (before < 0)
		return;
	dirents_init(&walk, (int)before);
	while ((found = next_dirent(&walk))) {
		if (is_self_or_parent(found->name) || !was_removed(level->now, (int)before, found->name, &self.copied))
			continue;
		add_name(&self.path, found->name);
		if (!is_hidden(self.path.bytes))
			put_removed(found->name, fate_of(self.path.bytes, self.kept));
		text_cut(&self.path, level->path_length);
	}
	try_sys(close, before);
}

/* Returns the level above, or a null pointer. */
static struct level *leave_level(struct level *level)
{
	struct statx status = {0};
	if (level->walk.error < 0)
		self.stream.error = level->walk.error;
	if (self.project->is_copy)
		put_what_is_missing(level);
	if (level->fate == LOST && level->is_new && self.lost == level->lost)
		lose();
	try_sys(statx, level->now, "", AT_EMPTY_PATH, STATX_BASIC_STATS, &status);
	if (level->fate != LOST)
		put_change(&self.stream, change_of(CHANGE_LEAVE, &status), "", "", 0);
	close_level(level);
	return level->above;
}
