/** What one profile may hold: bounded so that the child that reads it stays below 512 MB. */
export const PROFILE_LIMITS = {
  /** Bytes of one string and of all of them. */
  stringBytes: 1 << 20,
  tableBytes: 96 << 20,
  /** Entries of the string, location and function tables, each. */
  entries: 4_000_000,
  lines: 16_000_000,
  samples: 16_000_000,
  /** Values of one sample. */
  values: 4096,
  /** Nodes of the stack tree. */
  nodes: 12_000_000,
  /** Bytes of one message: what claims more is damaged. */
  messageBytes: 64 << 20,
};
