import { parseArgs } from 'node:util';
import { whenOf } from '../../core/profile/analyze/facts.js';
import { openFile, run, UsageError } from './open-file.js';
import { NODE_FRACTION, topText } from './top-text.js';

const USAGE = 'gopherscope top FILE [--sample-type TYPE] [--focus RE] [--ignore RE] [--cum] [-n COUNT]';

run(async () => {
  const { values, positionals } = readWords(process.argv.slice(2));
  const [file, ...others] = positionals;
  const count = values.count === undefined ? null : Number(values.count);
  const isCount = count === null || (Number.isInteger(count) && count > 0);
  if (file === undefined || others.length > 0 || !isCount) throw new UsageError(USAGE);
  const view = await openFile(file);
  const { focus, ignore, 'sample-type': sampleType } = values;
  const filter = Object.fromEntries(
    Object.entries({ focus, ignore, sample_type: sampleType }).filter(([, value]) => value !== undefined),
  );
  const table = view.top(filter, { sort: values.cum ? 'cum' : 'flat', fraction: NODE_FRACTION });
  return topText(table, whenOf(view.profile), count);
});

function readWords(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        'sample-type': { type: 'string' },
        focus: { type: 'string' },
        ignore: { type: 'string' },
        cum: { type: 'boolean', default: false },
        count: { type: 'string', short: 'n' },
      },
    });
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  }
}
