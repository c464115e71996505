// Inflates a file as a stream and does nothing else: the limit of whatever reads it.
import fs from 'node:fs';
import { pipeline } from 'node:stream/promises';
import zlib from 'node:zlib';

const CHUNK = 256 * 1024;
const file = fs.createReadStream(process.argv[2] ?? '', { highWaterMark: CHUNK });
await pipeline(file, zlib.createGunzip({ chunkSize: CHUNK }), async (chunks) => {
  let bytes = 0;
  for await (const chunk of chunks as AsyncIterable<Buffer>) bytes += chunk.length;
  process.stdout.write(`${bytes.toString()}\n`);
});
