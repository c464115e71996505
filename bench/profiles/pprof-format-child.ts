// Decodes a file with pprof-format and does nothing else.
import fs from 'node:fs';
import zlib from 'node:zlib';
import { Profile } from 'pprof-format';

const bytes = fs.readFileSync(process.argv[2] ?? '');
const profile = Profile.decode(bytes[0] === 0x1f ? zlib.gunzipSync(bytes) : bytes);
process.stdout.write(`${profile.sample.length.toString()}\n`);
