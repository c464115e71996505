import crypto from 'node:crypto';
import fs from 'node:fs';
import { parseArgs } from 'node:util';
import type { ProfileResult } from '../../../shared/model/profile.js';
import { openFile, run, UsageError } from './open-file.js';
import { NODE_FRACTION, printable, topText } from './top-text.js';

const USAGE = 'gopherscope analyze FILE [--json] [--sample-type TYPE]';
/** Functions of the text; all of them are in the JSON. */
const TOP = 15;

run(async () => {
  const { values, positionals } = readWords(process.argv.slice(2));
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0) throw new UsageError(USAGE);
  const view = await openFile(file);
  const filter = values['sample-type'] === undefined ? {} : { sample_type: values['sample-type'] };
  const result = view.result(filter, await idOf(file));
  if (values.json) return `${JSON.stringify(result, null, 2)}\n`;
  return topText(view.top(filter, { fraction: NODE_FRACTION }), view.facts(), TOP) + hotspotsText(result);
});

function hotspotsText({ hotspots }: ProfileResult): string {
  if (hotspots.length === 0) return '';
  const lines = hotspots.flatMap(({ name, file, line, percent, stack }) => [
    `${percent.toFixed(1).padStart(6)}%  ${printable(name)}`,
    ...(file === '' ? [] : [`         ${printable(file)}:${line.toString()}`]),
    `         by way of ${stack.slice(0, -1).slice(-4).map(printable).join(' > ')}`,
  ]);
  return `\nHotspots\n${lines.join('\n')}\n`;
}

/** As in the library: the hash of the bytes. */
async function idOf(file: string): Promise<string> {
  const hash = crypto.createHash('sha256');
  for await (const chunk of fs.createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex').slice(0, 32);
}

function readWords(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: { json: { type: 'boolean', default: false }, 'sample-type': { type: 'string' } },
    });
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  }
}
