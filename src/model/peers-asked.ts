/** A guest beside those of the tests. */
export interface PeerSpec {
  /** A host name, in small letters. */
  name: string;
  /** The program and its words, as the user wrote them; at least one. */
  command: string;
  /** Kernel spec; that of the first kernel of the run without it. */
  kernel?: string;
}

/** When a peer is ready for tests. */
export interface ReadyWhen {
  name: string;
  /** A TCP port of the peer that answers, from 1 to 65535, or a command that succeeds in a guest like those of tests. */
  when: number | string;
}
