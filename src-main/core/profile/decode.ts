import { GoroutineDumpReader, looksLikeGoroutines, parseGoroutineDump } from './goroutines/reader.js';
import { parseLegacy } from './legacy/index.js';
import { ProfileRefused, type Profile } from './model/profile.js';
import { ProtoReader } from './proto/reader.js';
import { tooLarge } from './proto/string-table.js';

/** What reads well as protobuf this far is protobuf: text fails within its first lines. */
const HEAD_BYTES = 65_536;
/** Text and binary formats are read as a whole; protobuf and goroutine dumps are not and may be larger. */
const WHOLE_BYTES = 256 << 20;
/** Where protobuf fails before this byte, nothing says that the file meant to be one. */
const MEANT_AS_PROTO = 64;

/**
 * Reads a profile of any format from its inflated bytes as they come: protobuf first, then the text and binary
 * formats, as google/pprof does, then goroutine dumps. Throws ProfileRefused, from `push` or `end`.
 */
export class ProfileDecoder {
  private proto: ProtoReader | null = new ProtoReader();
  /** Why it is no protobuf. */
  private refusal: ProfileRefused | null = null;
  private dump: GoroutineDumpReader | null = null;
  private held: Uint8Array[] = [];
  private bytes = 0;

  push(chunk: Uint8Array): void {
    const { dump, bytes } = this;
    this.bytes += chunk.length;
    if (dump !== null) {
      dump.push(chunk);
      return;
    }
    const isHead = bytes < HEAD_BYTES;
    if (isHead || this.proto === null) this.hold(chunk);
    else this.held = [];
    this.asProto(isHead, (proto) => {
      proto.push(chunk);
    });
    if (isHead && this.bytes >= HEAD_BYTES && this.proto === null) this.sniff();
  }

  /** The whole profile. One without a sample type is refused, as `go tool pprof` does: it measured nothing. */
  end(): Profile {
    const profile = this.read();
    if (profile.sampleTypes.length > 0) return profile;
    throw new ProfileRefused(
      'DAMAGED_PROFILE',
      'The profile has no sample type: it does not say what it measured. Take it again, with the tool that wrote it.',
      { what: 'no sample type' },
    );
  }

  private read(): Profile {
    if (this.dump !== null) return this.dump.end();
    const profile = this.asProto(this.bytes <= HEAD_BYTES, (proto) => proto.end());
    if (profile !== undefined) return profile;
    const all = concat(this.held);
    this.held = [];
    try {
      return parseLegacy(all);
    } catch (error) {
      return this.otherwise(all, error);
    }
  }

  /** Runs a step of the protobuf reader; undefined when the bytes are another format's. */
  private asProto<T>(mayBeOther: boolean, step: (proto: ProtoReader) => T): T | undefined {
    if (this.proto === null) return undefined;
    try {
      return step(this.proto);
    } catch (error) {
      if (!(error instanceof ProfileRefused) || error.code !== 'DAMAGED_PROFILE' || !mayBeOther) throw error;
      this.proto = null;
      this.refusal = error;
      return undefined;
    }
  }

  /** A dump larger than the head is read as it comes. */
  private sniff(): void {
    const head = concat(this.held).subarray(0, HEAD_BYTES);
    if (!looksLikeGoroutines(new TextDecoder().decode(head))) return;
    this.dump = new GoroutineDumpReader();
    for (const chunk of this.held) this.dump.push(chunk);
    this.held = [];
  }

  private hold(chunk: Uint8Array): void {
    if (this.bytes > WHOLE_BYTES) throw tooLarge('bytes of text', WHOLE_BYTES);
    this.held.push(chunk);
  }

  /** A log whose traceback comes late; else the refusal that says most. */
  private otherwise(all: Uint8Array, error: unknown): Profile {
    const isUnknown = error instanceof ProfileRefused && error.params['found'] === 'unknown';
    if (!isUnknown) throw error;
    const text = new TextDecoder().decode(all);
    if (looksLikeGoroutines(text)) return parseGoroutineDump(text);
    const at = this.refusal?.params['at'] ?? MEANT_AS_PROTO;
    throw Number(at) >= MEANT_AS_PROTO && this.refusal !== null ? this.refusal : error;
  }
}

function concat(chunks: readonly Uint8Array[]): Uint8Array {
  const [only] = chunks;
  if (only !== undefined && chunks.length === 1) return only;
  const all = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

export { ProfileRefused };
