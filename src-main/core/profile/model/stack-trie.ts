import { GrowI32 } from './grow.js';

const EMPTY = -1;

/**
 * Stacks as a tree of (parent, location), found again through an open-addressing hash whose hits are verified.
 * Memory is in nodes, not in samples. Node 0 is the root; parents stand before their children.
 */
export class StackTrie {
  private readonly parents = new GrowI32();
  private readonly locations = new GrowI32();
  private slots = new Int32Array(4096).fill(EMPTY);
  private mask = 4095;

  constructor() {
    this.parents.push(-1);
    this.locations.push(-1);
  }

  get count(): number {
    return this.parents.length;
  }

  /** The node of `location` below `parent`, made if it is not there. */
  child(parent: number, location: number): number {
    let slot = hash(parent, location) & this.mask;
    for (;;) {
      const node = this.slots[slot] ?? EMPTY;
      if (node === EMPTY) break;
      if (this.parents.at(node) === parent && this.locations.at(node) === location) return node;
      slot = (slot + 1) & this.mask;
    }
    const node = this.parents.push(parent);
    this.locations.push(location);
    this.slots[slot] = node;
    if (node * 2 > this.mask) this.rehash();
    return node;
  }

  done(): { count: number; parent: Int32Array; location: Int32Array } {
    return { count: this.count, parent: this.parents.done(), location: this.locations.done() };
  }

  private rehash(): void {
    const size = this.slots.length * 2;
    this.slots = new Int32Array(size).fill(EMPTY);
    this.mask = size - 1;
    for (let node = 1; node < this.count; node++) {
      let slot = hash(this.parents.at(node), this.locations.at(node)) & this.mask;
      while (this.slots[slot] !== EMPTY) slot = (slot + 1) & this.mask;
      this.slots[slot] = node;
    }
  }
}

/** Two rounds of multiply and shift (as murmur3 ends): neighbours in either index land far apart. */
function hash(parent: number, location: number): number {
  let h = Math.imul(parent, 0x9e3779b1) ^ Math.imul(location + 1, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  return (h ^ (h >>> 13)) >>> 0;
}
