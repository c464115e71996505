import { ProfileRefused, type Profile } from './model/profile.js';
import { ProtoReader } from './proto/reader.js';

/** Reads a profile of any format from its inflated bytes as they come. */
export class ProfileDecoder {
  private readonly proto = new ProtoReader();

  push(chunk: Uint8Array): void {
    this.proto.push(chunk);
  }

  end(): Profile {
    return this.proto.end();
  }
}

export { ProfileRefused };
