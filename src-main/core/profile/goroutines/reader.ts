import { ProfileBuilder } from '../model/builder.js';
import { GrowF64, GrowI32 } from '../model/grow.js';
import { ProfileRefused, type Profile } from '../model/profile.js';
import { creatorName, functionName, readPlace, withoutOffset } from './frame.js';
import { readHeader, type GoroutineHeader } from './header.js';

const GOROUTINES = { type: 'goroutine', unit: 'count' };
/** A line longer than this is none of a traceback (arguments are cut at ten) and is skipped. */
const LONGEST_LINE = 1024 * 1024;
const CREATED_BY = 'created by ';
const TAB = 9;
/** Stand for frames that the runtime left out, and for the stack of a goroutine that would not stop. */
const ELIDED = '…frames elided…';
const UNAVAILABLE = '…stack unavailable…';

/**
 * Reads what `goroutine?debug=2` or a crash writes, Go 1.19 to 1.27, piece by piece: one sample a goroutine, with
 * the labels `state`, `wait` (minutes), `leaked`, `locked` and its own. Text around the goroutines is skipped.
 * Memory is in distinct frames and stacks, not in bytes.
 */
export class GoroutineDumpReader {
  private readonly builder = new ProfileBuilder('goroutines', [GOROUTINES]);
  private readonly ids = new GrowF64();
  private readonly creators = new GrowI32();
  private readonly utf8 = new TextDecoder();
  /** Locations by function, then by place. */
  private readonly locations = new Map<string, Map<string, number>>();
  private carried = '';
  private skipping = false;

  private header: GoroutineHeader | null = null;
  private stack: number[] = [];
  private creator = -1;
  /** The line before, whose place follows. */
  private called = '';
  /** Frames of the goroutines that started this one are not its own. */
  private ofAncestors = false;

  constructor() {
    this.builder.period = { ...GOROUTINES, value: 1n };
  }

  push(chunk: Uint8Array): void {
    this.text(this.utf8.decode(chunk, { stream: true }));
  }

  /** As push, of text that is decoded already. */
  text(piece: string): void {
    let from = 0;
    for (let end = piece.indexOf('\n'); end !== -1; end = piece.indexOf('\n', from)) {
      const line = this.carried + piece.slice(from, end);
      this.carried = '';
      from = end + 1;
      if (!this.skipping) this.line(line.endsWith('\r') ? line.slice(0, -1) : line);
      this.skipping = false;
    }
    if (!this.skipping) this.carried += piece.slice(from);
    if (this.carried.length <= LONGEST_LINE) return;
    this.carried = '';
    this.skipping = true;
  }

  /** Throws a ProfileRefused (NOT_A_PROFILE) when there was no goroutine. */
  end(): Profile {
    this.text(`${this.utf8.decode()}\n`);
    this.finish();
    if (this.builder.samples === 0)
      throw new ProfileRefused(
        'NOT_A_PROFILE',
        'There is no goroutine in this text. A dump has lines such as “goroutine 1 [running]:”; take it from /debug/pprof/goroutine?debug=2, or paste the whole traceback.',
        { found: 'unknown' },
      );
    const goroutines = { id: this.ids.done(), creator: this.creators.done() };
    return { ...this.builder.build(), goroutines };
  }

  private line(line: string): void {
    const header = readHeader(line);
    if (header !== null) {
      this.finish();
      this.header = header;
    } else if (this.header !== null) {
      if (line === '') this.finish();
      else if (line.charCodeAt(0) === TAB || line.startsWith('    ')) this.place(line);
      else this.call(line);
    }
  }

  private call(line: string): void {
    this.flushCall();
    if (line.startsWith('[originating from goroutine ')) this.ofAncestors = true;
    if (this.ofAncestors) return;
    if (line.startsWith('...') && line.endsWith(' frames elided...'))
      this.stack.push(this.locate(ELIDED, ''));
    else this.called = line;
  }

  private place(line: string): void {
    if (this.ofAncestors) return;
    if (this.called === '') {
      if (line.endsWith('; stack unavailable')) this.stack.push(this.locate(UNAVAILABLE, ''));
      return;
    }
    const { called } = this;
    this.called = '';
    const place = withoutOffset(line);
    if (called.startsWith(CREATED_BY))
      this.creator = this.locate(creatorName(called.slice(CREATED_BY.length)), place);
    else this.stack.push(this.locate(functionName(called), place));
  }

  /** A call whose place never came: the dump was cut there. Or it is no call: `exit status 2` after a traceback. */
  private flushCall(): void {
    const open = this.called.lastIndexOf('(');
    if (open > 0) this.stack.push(this.locate(this.called.slice(0, open), ''));
    this.called = '';
  }

  private finish(): void {
    this.flushCall();
    const { header, stack, creator } = this;
    this.header = null;
    this.stack = [];
    this.creator = -1;
    this.ofAncestors = false;
    if (header === null) return;
    const { state, minutes, leaked, lockedToThread, labels } = header;
    this.builder.sample(
      stack,
      [1],
      [
        { key: 'state', text: state },
        ...(minutes > 0 ? [{ key: 'wait', number: minutes, unit: 'minutes' }] : []),
        ...(leaked ? [{ key: 'leaked', text: 'true' }] : []),
        ...(lockedToThread ? [{ key: 'locked', text: 'true' }] : []),
        ...labels,
      ],
    );
    this.ids.push(header.id);
    this.creators.push(creator);
  }

  private locate(name: string, place: string): number {
    let places = this.locations.get(name);
    if (places === undefined) {
      places = new Map();
      this.locations.set(detached(name), places);
    }
    const known = places.get(place);
    if (known !== undefined) return known;
    const { file, line } = readPlace(detached(place));
    const location = this.builder.location(0n, [{ name: detached(name), file, line }]);
    places.set(detached(place), location);
    return location;
  }
}

/** A copy: a part of a string keeps the whole in memory, here the piece it was read from. */
const detached = (text: string): string => text.split('').join('');

/** A whole dump at once. Throws a ProfileRefused (NOT_A_PROFILE) when there is no goroutine in it. */
export function parseGoroutineDump(text: string): Profile {
  const reader = new GoroutineDumpReader();
  reader.text(text);
  return reader.end();
}

/** Whether the beginning of a file is a dump or the log of a crash, with text before the first goroutine or not. */
export const looksLikeGoroutines = (head: string): boolean =>
  /^goroutine \d{1,19}(?: gp=\S+ m=\S+(?: mp=\S+)?)? \[[^\n]*:\r?$/m.test(head);
