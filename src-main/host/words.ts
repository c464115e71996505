/** A second start was given more than it can hand over. */
export const notHandedOver = (count: number): string =>
  `More was given than is handed over at once: the last ${count.toString()} were left out. Give them again.`;
