/** What network guests have: `none` is `lo` only. */
export type Network =
  | { mode: 'none' }
  | {
      /** Out through a helper that is an ordinary program of the host. */
      mode: 'user';
      /** Whether guests reach servers on the host's loopback, at the gateway's address. */
      hostLoopback: boolean;
      /** Whether there is no way out: an address, and names. */
      offline: boolean;
    };

/** A port of the host's loopback, 127.0.0.1, that leads to one of the guest. Ports are from 1 to 65535. */
export interface Published {
  hostPort: number;
  guestPort: number;
  protocol: 'tcp' | 'udp';
}
