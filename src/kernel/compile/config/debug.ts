/**
 * What finds the kernel's own mistakes while tests run, for use on top of `base`. Slower by a factor, and so for those
 * who ask. KASAN came to User Mode Linux in 6.0.
 */
export const debug = `
# Names and lines in reports.
CONFIG_DEBUG_KERNEL=y
CONFIG_DEBUG_INFO_NONE=y
CONFIG_KALLSYMS_ALL=y
CONFIG_DEBUG_BUGVERBOSE=y

# Locks: lockdep and sleeping where it is forbidden.
CONFIG_PROVE_LOCKING=y
CONFIG_DEBUG_ATOMIC_SLEEP=y
CONFIG_DEBUG_LOCK_ALLOC=y

# Memory: KASAN, lists, stacks. The allocator's own checks are at hand for --kernel-args slub_debug=FZPU; they are not on,
# because in User Mode Linux KASAN takes their red zones for a mistake.
CONFIG_KASAN=y
CONFIG_SLUB_DEBUG=y
CONFIG_DEBUG_VM=y
CONFIG_DEBUG_LIST=y
CONFIG_DEBUG_SG=y
CONFIG_SCHED_STACK_END_CHECK=y
CONFIG_BUG_ON_DATA_CORRUPTION=y

# Tasks that do not come back.
CONFIG_DETECT_HUNG_TASK=y
CONFIG_DEFAULT_HUNG_TASK_TIMEOUT=20
CONFIG_WQ_WATCHDOG=y
`;
