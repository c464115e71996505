import { selfAmounts, type Slice } from '../analyze/slice.js';
import { pathOf, standing } from './folded.js';

const PIECE = 1 << 16;

/** Units that speedscope knows; what it does not is a plain number there. */
const UNITS: Record<string, string> = {
  nanoseconds: 'nanoseconds',
  microseconds: 'microseconds',
  milliseconds: 'milliseconds',
  seconds: 'seconds',
  bytes: 'bytes',
};

/** speedscope's own format (speedscope.app/file-format-schema.json), one sampled profile a sample type. */
export function* speedscope(name: string, slices: readonly Slice[]): Generator<string> {
  const first = slices[0];
  const frames = (first?.fns ?? []).map((fn) => ({
    name: fn.name,
    ...(fn.file === '' ? {} : { file: fn.file }),
    ...(fn.line > 0 ? { line: fn.line } : {}),
  }));
  const head = {
    $schema: 'https://www.speedscope.app/file-format-schema.json',
    name,
    exporter: 'gopherscope',
    activeProfileIndex: 0,
  };
  yield `${JSON.stringify(head).slice(0, -1)},"shared":{"frames":${JSON.stringify(frames)}},"profiles":[`;
  for (const [i, slice] of slices.entries()) {
    if (i > 0) yield ',';
    yield* sampled(name, slice);
  }
  yield ']}\n';
}

function* sampled(name: string, slice: Slice): Generator<string> {
  const { tree, sampleType } = slice;
  const values = selfAmounts(slice);
  const head = {
    type: 'sampled',
    name: `${name} ${sampleType.type}`,
    unit: UNITS[sampleType.unit] ?? 'none',
    startValue: 0,
    endValue: Number(slice.weights.shown),
  };
  yield `${JSON.stringify(head).slice(0, -1)},"samples":[`;
  let piece = '';
  let comma = '';
  for (const node of standing(tree, values)) {
    piece += `${comma}[${pathOf(tree, node, (at) => String(tree.fn[at])).join(',')}]`;
    comma = ',';
    if (piece.length < PIECE) continue;
    yield piece;
    piece = '';
  }
  yield `${piece}],"weights":[${[...standing(tree, values)].map((node) => String(values[node])).join(',')}]}`;
}
