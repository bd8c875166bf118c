/** What network guests have: `none` is `lo` only. */
export type Network =
  | {
      mode: 'none';
      /** Of guests that are beside each other. */
      impairment?: Impairment;
    }
  | {
      /** Out through a helper that is an ordinary program of the host. */
      mode: 'user';
      /** Whether guests reach servers on the host's loopback, at the gateway's address. */
      hostLoopback: boolean;
      /** Whether there is no way out: an address, and names. */
      offline: boolean;
      impairment?: Impairment;
    }
  | {
      /** By TAP devices of this machine. */
      mode: 'tap';
      /** One that somebody has prepared; without it, each guest has one of its own, which leads out. */
      device?: string;
    };

/** What frames suffer on the line to a guest, and on the line to the way out. */
export interface Impairment {
  /** Milliseconds, 0 to 60,000. */
  delay: number;
  /** Of a million frames, 0 to 1,000,000. */
  loss: number;
  /** Bits a second, 1000 to 10^11; 0 where there is no limit. */
  rate: number;
}

/** A port of the host's loopback, 127.0.0.1, that leads to one of the guest. Ports are from 1 to 65535. */
export interface Published {
  hostPort: number;
  guestPort: number;
  protocol: 'tcp' | 'udp';
}

/** How a guest's network interface `vec0` is set up. Addresses in the usual notation: `10.0.2.100`, `fd00::100`. */
export interface GuestLink {
  address: string;
  /** Bits of the address that are the network's, 0 to 32. */
  prefix: number;
  /** Without it, there is no default route. */
  gateway?: string;
  address6?: string;
  /** 0 to 128; with `address6`. */
  prefix6?: number;
  gateway6?: string;
  /** What resolv.conf names; none where there is nobody to ask. */
  nameservers: string[];
  /** Names that /etc/hosts has besides the guest's own, with their addresses. */
  hosts?: Record<string, string>;
}
