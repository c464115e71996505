import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';

const FUNCTIONS = 4000;
const PACKAGES = 120;
const MAX_DEPTH = 96;

/**
 * A CPU profile as Go writes one (samples and cpu, gzip), of random walks over a fixed call graph: seeded, so that
 * every run measures the same bytes. Kept in `dir`; answers the path.
 */
export function syntheticProfile(dir: string, samples: number, level = 6): string {
  const file = path.join(dir, `synthetic-${samples.toString()}-gzip${level.toString()}.pb.gz`);
  if (fs.existsSync(file)) return file;
  fs.mkdirSync(dir, { recursive: true });
  const random = mulberry(42);
  const out = new Writer();
  const strings = ['', 'samples', 'count', 'cpu', 'nanoseconds'];
  for (const [type, unit] of [
    [1, 2],
    [3, 4],
  ] as const)
    out.message(1, (m) => {
      m.number(1, type);
      m.number(2, unit);
    });
  const callees = Array.from({ length: FUNCTIONS }, (_, f) =>
    Array.from({ length: 2 + Math.floor(random() * 5) }, () =>
      f < 40 ? Math.floor(random() * FUNCTIONS) : Math.min(FUNCTIONS - 1, f + 1 + Math.floor(random() * 400)),
    ),
  );
  for (let s = 0; s < samples; s++) {
    const stack = [1];
    let at = 0;
    while (stack.length < MAX_DEPTH && (stack.length < 16 || random() < 0.975)) {
      const list = callees[at] ?? [];
      // Walks share long beginnings, as stacks do that come through one server: they part towards their leaves.
      const parts = stack.length < 4 ? 0.5 : (0.065 * stack.length) / MAX_DEPTH;
      let pick = 0;
      while (pick < list.length - 1 && random() < parts) pick++;
      at = list[pick] ?? 0;
      stack.push(at * 3 + 1 + (random() < parts / 3 ? 1 : 0));
    }
    const count = 1 + Math.floor(random() * 3);
    out.message(2, (m) => {
      m.packed(1, stack.reverse());
      m.packed(2, [count, count * 10_000_000]);
    });
  }
  for (let f = 0; f < FUNCTIONS; f++) {
    for (let l = 0; l < 3; l++)
      out.message(4, (m) => {
        m.number(1, f * 3 + l + 1);
        m.number(3, 0x400000 + f * 256 + l * 16);
        m.message(4, (line) => {
          line.number(1, f + 1);
          line.number(2, 10 + l * 7);
        });
      });
    const pkg = f % PACKAGES;
    const name = strings.push(`example.com/shop/pkg${pkg.toString()}.(*Service).Method${f.toString()}`) - 1;
    const source = strings.push(`/src/shop/pkg${pkg.toString()}/file${(f % 7).toString()}.go`) - 1;
    out.message(5, (m) => {
      m.number(1, f + 1);
      m.number(2, name);
      m.number(3, name);
      m.number(4, source);
      m.number(5, 9);
    });
  }
  for (const text of strings) out.bytes(6, Buffer.from(text));
  out.number(9, 1_700_000_000_000_000_000);
  out.number(10, 30_000_000_000);
  fs.writeFileSync(file, zlib.gzipSync(out.done(), { level }));
  return file;
}

/** Protobuf, written into one growing buffer. */
class Writer {
  private data: Buffer;
  private length = 0;

  constructor(room = 1 << 20) {
    this.data = Buffer.allocUnsafe(room);
  }

  number(field: number, value: number): void {
    this.varint(field * 8);
    this.varint(value);
  }

  bytes(field: number, value: Uint8Array): void {
    this.varint(field * 8 + 2);
    this.varint(value.length);
    this.room(value.length);
    this.data.set(value, this.length);
    this.length += value.length;
  }

  message(field: number, write: (message: Writer) => void): void {
    const inner = new Writer(64);
    write(inner);
    this.bytes(field, inner.done());
  }

  packed(field: number, values: readonly number[]): void {
    const inner = new Writer(256);
    for (const value of values) inner.varint(value);
    this.bytes(field, inner.done());
  }

  done(): Uint8Array {
    return this.data.subarray(0, this.length);
  }

  private varint(value: number): void {
    this.room(10);
    while (value >= 128) {
      this.data[this.length++] = (value % 128) + 128;
      value = Math.floor(value / 128);
    }
    this.data[this.length++] = value;
  }

  private room(bytes: number): void {
    if (this.length + bytes <= this.data.length) return;
    const next = Buffer.allocUnsafe(Math.max(this.data.length * 2, this.length + bytes));
    this.data.copy(next, 0, 0, this.length);
    this.data = next;
  }
}

/** A small seeded generator (mulberry32). */
function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
