import { twice } from './grow.js';

const EMPTY = -1;

/**
 * Stacks as a tree of (parent, location), found again through an open-addressing hash whose hits are verified.
 * Memory is in nodes, not in samples. Node 0 is the root; parents stand before their children.
 */
export class StackTrie {
  count = 1;
  private parents = new Int32Array(2048);
  private locations = new Int32Array(2048);
  private slots = new Int32Array(4096).fill(EMPTY);

  constructor() {
    this.parents[0] = -1;
    this.locations[0] = -1;
  }

  /** The node of `location` below `parent`, made if it is not there. */
  child(parent: number, location: number): number {
    const { slots, parents, locations } = this;
    const mask = slots.length - 1;
    let slot = hash(parent, location) & mask;
    for (;;) {
      const node = slots[slot] as number;
      if (node === EMPTY) return this.add(parent, location, slot);
      if (parents[node] === parent && locations[node] === location) return node;
      slot = (slot + 1) & mask;
    }
  }

  done(): { count: number; parent: Int32Array; location: Int32Array } {
    const { count } = this;
    return { count, parent: this.parents.slice(0, count), location: this.locations.slice(0, count) };
  }

  private add(parent: number, location: number, slot: number): number {
    const node = this.count++;
    if (node === this.parents.length) {
      this.parents = twice(this.parents);
      this.locations = twice(this.locations);
    }
    this.parents[node] = parent;
    this.locations[node] = location;
    this.slots[slot] = node;
    if (node * 2 > this.slots.length) this.rehash();
    return node;
  }

  private rehash(): void {
    const { parents, locations, count } = this;
    const slots = new Int32Array(this.slots.length * 2).fill(EMPTY);
    const mask = slots.length - 1;
    for (let node = 1; node < count; node++) {
      let slot = hash(parents[node] as number, locations[node] as number) & mask;
      while (slots[slot] !== EMPTY) slot = (slot + 1) & mask;
      slots[slot] = node;
    }
    this.slots = slots;
  }
}

/** Two rounds of multiply and shift (as murmur3 ends): neighbours in either index land far apart. */
function hash(parent: number, location: number): number {
  let h = Math.imul(parent, 0x9e3779b1) ^ Math.imul(location + 1, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  return (h ^ (h >>> 13)) >>> 0;
}
