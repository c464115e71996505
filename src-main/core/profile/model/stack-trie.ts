import { twice } from './grow.js';

const EMPTY = -1;

/**
 * Stacks as a tree of (parent, location). Memory is in nodes, not in samples. Node 0 is the root; parents stand
 * before their children.
 *
 * A new stack leaves its nodes one after the other, so a child is most often the node after its parent and is
 * looked for there first. Only the others, where stacks branch off, stand in an open-addressing hash, whose hits
 * are verified: it is small and rarely asked.
 */
export class StackTrie {
  count = 1;
  private parents = new Int32Array(2048);
  private locations = new Int32Array(2048);
  private slots = new Int32Array(4096).fill(EMPTY);
  private branches = 0;

  constructor() {
    this.parents[0] = -1;
    this.locations[0] = -1;
  }

  /** The node of `location` below `parent`, made if it is not there. */
  child(parent: number, location: number): number {
    const next = parent + 1;
    if (next === this.count) return this.add(parent, location);
    return this.is(next, parent, location) ? next : this.branch(parent, location);
  }

  /** The columns; nothing can be added any more. */
  done(): { count: number; parent: Int32Array; location: Int32Array } {
    const { count } = this;
    this.slots = new Int32Array(0);
    return { count, parent: this.parents.subarray(0, count), location: this.locations.subarray(0, count) };
  }

  private branch(parent: number, location: number): number {
    const { slots } = this;
    const mask = slots.length - 1;
    let slot = hash(parent, location) & mask;
    for (let node = slots[slot] as number; node !== EMPTY; node = slots[slot] as number) {
      if (this.is(node, parent, location)) return node;
      slot = (slot + 1) & mask;
    }
    const node = this.add(parent, location);
    slots[slot] = node;
    if (++this.branches * 2 > slots.length) this.rehash();
    return node;
  }

  private is(node: number, parent: number, location: number): boolean {
    return this.parents[node] === parent && this.locations[node] === location;
  }

  private add(parent: number, location: number): number {
    const node = this.count++;
    if (node === this.parents.length) {
      this.parents = twice(this.parents);
      this.locations = twice(this.locations);
    }
    this.parents[node] = parent;
    this.locations[node] = location;
    return node;
  }

  private rehash(): void {
    const { parents, locations } = this;
    const slots = new Int32Array(this.slots.length * 2).fill(EMPTY);
    const mask = slots.length - 1;
    for (const node of this.slots) {
      if (node === EMPTY) continue;
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
