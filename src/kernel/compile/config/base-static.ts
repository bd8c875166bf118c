/**
 * What `base` becomes when the kernel is to be one file that needs no loader and no library: for use on top of `base`.
 * The network card's driver is in the way, since it loads parts of the C library while it runs.
 */
export const baseStatic = `
CONFIG_STATIC_LINK=y
# CONFIG_UML_NET is not set
# CONFIG_UML_NET_VECTOR is not set
`;
