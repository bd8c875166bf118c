/** The host name of every guest; it resolves to an address of its own loopback interface. */
export const guestName = 'uml';
