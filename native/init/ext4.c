#include "ext4.h"

#include "../lib/syscall.h"

/*
 * The form is described in the kernel's Documentation/filesystems/ext4. Bytes are in the order of the processors that
 * this program is for. Each group has its own bitmaps and inodes at its start; the first has the superblock, its only
 * copy, and the descriptors of all groups before them, and the block of the root folder and the journal behind them.
 */
typedef unsigned short u16;
typedef unsigned u32;

enum {
	BLOCK = 4096,
	GROUP_BLOCKS = 8 * BLOCK,
	INODE = 256,
	/* One for each 8 kB. */
	GROUP_INODES = GROUP_BLOCKS / 2,
	TABLE_BLOCKS = GROUP_INODES * INODE / BLOCK,
	DESCRIPTOR = 32,
	ROOT = 2,
	JOURNAL = 8,
	FIRST_INODE = 11,
	/* A last group of fewer blocks is left out. */
	MIN_GROUP_BLOCKS = TABLE_BLOCKS + 1024,
	MIN_BLOCKS = 4 * 1024,
	/* The least that the kernel takes. */
	JOURNAL_BLOCKS = 1024,
};

/* Numbers of 32 bits, by their place in the superblock; those of 16 bits share one with their neighbour. */
enum superblock {
	INODES = 0, BLOCKS = 1, FREE_BLOCKS = 3, FREE_INODES = 4, BLOCK_SIZE = 6, CLUSTER_SIZE = 7, BLOCKS_PER_GROUP = 8,
	CLUSTERS_PER_GROUP = 9, INODES_PER_GROUP = 10, MOUNTS = 13, MAGIC_AND_STATE = 14, ERRORS = 15, REVISION = 19,
	FIRST_FREE_INODE = 21, INODE_SIZE = 22, COMPATIBLE = 23, INCOMPATIBLE = 24, READ_COMPATIBLE = 25, UUID = 26,
	JOURNAL_INODE = 56, HASH_SEED = 59, HASH_VERSION = 63, EXTRA_SIZES = 87, FLAGS = 88,
};

struct layout { u32 groups, blocks, descriptor_blocks, journal_blocks; };

static MUST_USE reg write_group(int device, const struct layout *layout, u32 group);
static MUST_USE reg write_descriptors(int device, const struct layout *layout);
static MUST_USE reg write_superblock(int device, const struct layout *layout);
static MUST_USE reg write_inodes(int device, const struct layout *layout);
static MUST_USE reg write_root(int device, const struct layout *layout);
static MUST_USE reg write_journal(int device, const struct layout *layout);

reg make_ext4(int device, u64 bytes, int has_journal)
{
	reg error;
	u64 blocks = bytes / BLOCK;
	struct layout layout = {.journal_blocks = has_journal ? JOURNAL_BLOCKS : 0};
	if (blocks < MIN_BLOCKS || blocks > 0xffffffff)
		return -ENOSPC;
	if (blocks % GROUP_BLOCKS < MIN_GROUP_BLOCKS && blocks > GROUP_BLOCKS)
		blocks -= blocks % GROUP_BLOCKS;
	layout.blocks = (u32)blocks;
	layout.groups = (layout.blocks + GROUP_BLOCKS - 1) / GROUP_BLOCKS;
	layout.descriptor_blocks = (layout.groups * DESCRIPTOR + BLOCK - 1) / BLOCK;
	for (u32 group = 0; group < layout.groups; group++)
		if ((error = write_group(device, &layout, group)) < 0)
			return error;
	if ((error = write_inodes(device, &layout)) < 0 || (error = write_root(device, &layout)) < 0 ||
	    (error = write_journal(device, &layout)) < 0 || (error = write_descriptors(device, &layout)) < 0)
		return error;
	return write_superblock(device, &layout);
}

/* ---- where everything is ---- */

/* Before a group's bitmaps. */
static u32 start_of(const struct layout *layout, u32 group)
{
	return group * GROUP_BLOCKS + (group == 0 ? 1 + layout->descriptor_blocks : 0);
}

/* Two bitmaps, and inodes; in the first group also what is before and behind them. */
static u32 own_blocks_of(const struct layout *layout, u32 group)
{
	return 2 + TABLE_BLOCKS + (group == 0 ? 2 + layout->descriptor_blocks + layout->journal_blocks : 0);
}

static u32 blocks_of(const struct layout *layout, u32 group)
{
	u32 left = layout->blocks - group * GROUP_BLOCKS;
	return left < GROUP_BLOCKS ? left : GROUP_BLOCKS;
}

static u32 root_block(const struct layout *layout)
{
	return start_of(layout, 0) + 2 + TABLE_BLOCKS;
}

/* ---- what is there ---- */

static union {
	unsigned char bytes[BLOCK];
	u16 halves[BLOCK / 2];
	u32 words[BLOCK / 4];
} block;

static void clear_block(void)
{
	for (size_t i = 0; i < BLOCK / 4; i++)
		block.words[i] = 0;
}

/* Writes the block there, and clears it. Returns 0 or a negative errno. */
static MUST_USE reg write_block(int device, u32 number)
{
	u64 at = (u64)number * BLOCK;
#ifdef __i386__
	reg written = sys(pwrite64, device, block.bytes, BLOCK, (u32)at, (u32)(at >> 32));
#else
	reg written = sys(pwrite64, device, block.bytes, BLOCK, at);
#endif
	clear_block();
	return written == BLOCK ? 0 : written < 0 ? written : -EIO;
}

static void set_bits(u32 from, u32 to)
{
	for (u32 bit = from; bit < to; bit++)
		block.bytes[bit / 8] |= (unsigned char)(1 << bit % 8);
}

/* Bits beyond what there is are set. */
static reg write_group(int device, const struct layout *layout, u32 group)
{
	u32 start = start_of(layout, group);
	clear_block();
	set_bits(0, own_blocks_of(layout, group));
	set_bits(blocks_of(layout, group), GROUP_BLOCKS);
	reg error = write_block(device, start);
	if (error < 0)
		return error;
	if (group == 0)
		set_bits(0, FIRST_INODE - 1);
	set_bits(GROUP_INODES, 8 * BLOCK);
	return write_block(device, start + 1);
}

static void add_descriptor(const struct layout *layout, u32 group)
{
	u32 start = start_of(layout, group);
	size_t at = group % (BLOCK / DESCRIPTOR) * DESCRIPTOR;
	block.words[at / 4] = start;
	block.words[at / 4 + 1] = start + 1;
	block.words[at / 4 + 2] = start + 2;
	block.halves[at / 2 + 6] = (u16)(blocks_of(layout, group) - own_blocks_of(layout, group));
	block.halves[at / 2 + 7] = (u16)(GROUP_INODES - (group == 0 ? FIRST_INODE - 1 : 0));
	block.halves[at / 2 + 8] = group == 0;
}

static reg write_descriptors(int device, const struct layout *layout)
{
	for (u32 group = 0; group < layout->groups; group++) {
		add_descriptor(layout, group);
		if ((group + 1) % (BLOCK / DESCRIPTOR) != 0 && group + 1 != layout->groups)
			continue;
		reg error = write_block(device, 1 + group / (BLOCK / DESCRIPTOR));
		if (error < 0)
			return error;
	}
	return 0;
}

static reg write_superblock(int device, const struct layout *layout)
{
	u32 *words = block.words + 1024 / 4, free = 0;
	for (u32 group = 0; group < layout->groups; group++)
		free += blocks_of(layout, group) - own_blocks_of(layout, group);
	words[INODES] = layout->groups * GROUP_INODES;
	words[BLOCKS] = layout->blocks;
	words[FREE_BLOCKS] = free;
	words[FREE_INODES] = words[INODES] - (FIRST_INODE - 1);
	words[BLOCK_SIZE] = words[CLUSTER_SIZE] = 2; /* 1,024 bytes, shifted by this */
	words[BLOCKS_PER_GROUP] = words[CLUSTERS_PER_GROUP] = GROUP_BLOCKS;
	words[INODES_PER_GROUP] = GROUP_INODES;
	words[MOUNTS] = 0xffff0000; /* however often, no check is due */
	words[MAGIC_AND_STATE] = 0xef53 | 1 << 16; /* unmounted */
	words[ERRORS] = 1; /* go on */
	words[REVISION] = 1;
	words[FIRST_FREE_INODE] = FIRST_INODE;
	words[INODE_SIZE] = INODE;
	words[JOURNAL_INODE] = layout->journal_blocks ? JOURNAL : 0;
	words[COMPATIBLE] = (layout->journal_blocks ? 0x4 : 0) | 0x8 /* attributes */ | 0x20 /* hashed folders */ | 0x200 /* one superblock */;
	words[INCOMPATIBLE] = 0x2 /* kinds in folders */ | 0x40 /* extents */;
	words[READ_COMPATIBLE] = 0x2 /* large files */ | 0x8 /* huge ones */ | 0x20 /* many folders */ | 0x40 /* times */;
	words[UUID] = words[HASH_SEED] = 0x756d6c; /* the same each time */
	words[HASH_VERSION] = 1;
	words[EXTRA_SIZES] = 32 | 32 << 16;
	words[FLAGS] = 1; /* signed hashes */
	return write_block(device, 0);
}

/* With one extent. */
static void add_inode(u32 number, u16 mode, u32 first_block, u32 blocks)
{
	size_t at = (number - 1) * INODE;
	u16 *halves = block.halves + at / 2;
	u32 *words = block.words + at / 4;
	halves[0] = mode;
	words[1] = blocks * BLOCK;
	halves[13] = mode >> 12 == 4 ? 2 : 1; /* links */
	words[7] = blocks * (BLOCK / 512);
	words[8] = 0x80000; /* by extents: a header, and one entry */
	halves[20] = 0xf30a;
	halves[21] = 1;
	halves[22] = 4;
	halves[28] = (u16)blocks;
	words[15] = first_block;
	halves[64] = 32;
}

static reg write_inodes(int device, const struct layout *layout)
{
	add_inode(ROOT, 040700, root_block(layout), 1);
	if (layout->journal_blocks)
		add_inode(JOURNAL, 0100600, root_block(layout) + 1, layout->journal_blocks);
	return write_block(device, start_of(layout, 0) + 2);
}

/* An entry: inode, its own length, length of the name and kind, name. */
static reg write_root(int device, const struct layout *layout)
{
	block.words[0] = block.words[3] = ROOT;
	block.words[1] = 12 | 1 << 16 | 2 << 24;
	block.words[2] = '.';
	block.words[4] = (BLOCK - 12) | 2 << 16 | 2 << 24;
	block.words[5] = '.' | '.' << 8;
	return write_block(device, root_block(layout));
}

/* Its superblock; numbers are in the other order of bytes. */
static reg write_journal(int device, const struct layout *layout)
{
	if (!layout->journal_blocks)
		return 0;
	block.words[0] = __builtin_bswap32(0xc03b3998);
	block.words[1] = __builtin_bswap32(4); /* the kind of block */
	block.words[3] = __builtin_bswap32(BLOCK);
	block.words[4] = __builtin_bswap32(layout->journal_blocks);
	block.words[5] = __builtin_bswap32(1); /* where its records begin */
	block.words[6] = __builtin_bswap32(1); /* the number of the first */
	block.words[16] = __builtin_bswap32(1); /* users */
	return write_block(device, root_block(layout) + 1);
}
