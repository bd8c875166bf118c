/** The least that boots and runs a test: for a quick build, and for a fragment of the user's own on top. No network. */
export const tiny = `
# Leave the choice of what only experts turn off to the kernel.
# CONFIG_EXPERT is not set
# CONFIG_EMBEDDED is not set

# Programs.
CONFIG_BINFMT_ELF=y
CONFIG_BINFMT_SCRIPT=y

# On i386, what programs that were built with a time of 32 bits call.
CONFIG_COMPAT_32BIT_TIME=y

# File systems that the guest's pid 1 mounts; the root is the host's folder.
CONFIG_PROC_FS=y
CONFIG_PROC_SYSCTL=y
CONFIG_SYSFS=y
CONFIG_DEVTMPFS=y
CONFIG_DEVTMPFS_MOUNT=y
CONFIG_TMPFS=y
CONFIG_HOSTFS=y

# Consoles are the host's file descriptors or nothing.
CONFIG_TTY=y
CONFIG_STDERR_CONSOLE=y
CONFIG_NULL_CHAN=y
CONFIG_CON_CHAN="null"
CONFIG_SSL_CHAN="null"
CONFIG_UNIX98_PTYS=y
# CONFIG_LEGACY_PTYS is not set

# Timers.
CONFIG_HIGH_RES_TIMERS=y
CONFIG_NO_HZ_IDLE=y

# The host's control of a guest.
CONFIG_MCONSOLE=y
CONFIG_MAGIC_SYSRQ=y
`;
