/** What a guest cannot do without, added to the tree's own `defconfig`: the root on the host's folder, and consoles. */
export const guest = `
CONFIG_HOSTFS=y
CONFIG_NULL_CHAN=y
CONFIG_STDERR_CONSOLE=y
CONFIG_DEVTMPFS=y
CONFIG_TMPFS=y
CONFIG_UNIX98_PTYS=y
# CONFIG_LEGACY_PTYS is not set
# CONFIG_WERROR is not set
CONFIG_MAGIC_SYSRQ=y
`;
