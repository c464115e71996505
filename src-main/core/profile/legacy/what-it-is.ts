import { ProfileRefused } from '../model/profile.js';

interface Other {
  /** A word for REST. */
  found: string;
  matches: (bytes: Uint8Array, head: string) => boolean;
  /** What it is, then what to do. */
  text: string;
}

const starts =
  (...bytes: readonly number[]) =>
  (all: Uint8Array): boolean =>
    bytes.every((byte, i) => all[i] === byte);
const reads =
  (pattern: RegExp) =>
  (_: Uint8Array, head: string): boolean =>
    pattern.test(head);

/** What people drop instead of a profile. No profile of a known format begins as any of them. */
const OTHERS: readonly Other[] = [
  {
    found: 'html',
    matches: reads(/^\s*<(?:!doctype html|html|head|body|title|h1|p>)/i),
    text: 'an HTML page: the answer of a login, a proxy or the pprof index page. Ask for the profile itself, such as /debug/pprof/heap, with whatever login the app wants.',
  },
  {
    found: 'json',
    matches: reads(/^\s*(?:\{\s*["}]|\[\s*[[\]{"\d])/),
    text: 'JSON. Profiles are gzip or text files; if this is /debug/vars or a trace, add the app as a target instead.',
  },
  {
    found: 'elf',
    matches: starts(0x7f, 0x45, 0x4c, 0x46),
    text: 'a Linux program. Drop a profile that it wrote; the program itself is not needed.',
  },
  {
    found: 'mach-o',
    matches: (bytes) => MACH_O.some((magic) => starts(...magic)(bytes)),
    text: 'a macOS program. Drop a profile that it wrote; the program itself is not needed.',
  },
  {
    found: 'exe',
    matches: starts(0x4d, 0x5a),
    text: 'a Windows program. Drop a profile that it wrote; the program itself is not needed.',
  },
  {
    found: 'perf',
    matches: (_, head) => head.startsWith('PERFILE2') || head.startsWith('2ELIFREP'),
    text: 'perf.data of Linux perf. Convert it with perf_to_profile of github.com/google/perf_data_converter.',
  },
  {
    found: 'zip',
    matches: starts(0x50, 0x4b, 0x03, 0x04),
    text: 'a zip archive. Unpack it and drop the profiles in it.',
  },
  {
    found: 'archive',
    matches: (bytes, head) =>
      head.startsWith('ustar', 257) || ARCHIVES.some((magic) => starts(...magic)(bytes)),
    text: 'a compressed file or an archive other than gzip. Unpack it and drop the profiles in it.',
  },
  {
    found: 'gzip',
    matches: starts(0x1f, 0x8b),
    text: 'gzip within gzip. Inflate it once (gunzip) and drop what comes out.',
  },
  {
    found: 'image',
    matches: (bytes) => IMAGES.some((magic) => starts(...magic)(bytes)),
    text: 'an image or a PDF. Drop the profile that it shows.',
  },
  {
    found: 'trace',
    matches: reads(/^go 1\.\d+ trace\0/),
    text: 'an execution trace. Open it with go tool trace.',
  },
  {
    found: 'folded',
    matches: reads(/^(?:[^\n;]+;)+[^\n;]+ \d+\n/),
    text: 'folded stacks, which other tools export. Drop the pprof file that they were made of.',
  },
  {
    found: 'source',
    matches: reads(/^(?:[ \t\r]*(?:\/\/[^\n]*)?\n)*package [a-z_]\w*[ \t\r]*(?:\/\/[^\n]*)?\n/),
    text: 'Go source. Drop the profile of a program: go test -cpuprofile cpu.pb.gz writes one.',
  },
];
const MACH_O = [
  [0xcf, 0xfa, 0xed, 0xfe],
  [0xce, 0xfa, 0xed, 0xfe],
  [0xfe, 0xed, 0xfa, 0xcf],
  [0xfe, 0xed, 0xfa, 0xce],
  [0xca, 0xfe, 0xba, 0xbe],
];
const ARCHIVES = [
  [0x28, 0xb5, 0x2f, 0xfd],
  [0xfd, 0x37, 0x7a, 0x58, 0x5a],
  [0x42, 0x5a, 0x68],
  [0x37, 0x7a, 0xbc, 0xaf],
  [0x52, 0x61, 0x72, 0x21],
];
const IMAGES = [
  [0x89, 0x50, 0x4e, 0x47],
  [0xff, 0xd8, 0xff],
  [0x47, 0x49, 0x46, 0x38],
  [0x25, 0x50, 0x44, 0x46],
];
const HEAD_BYTES = 4096;

/** The refusal of bytes that are something well known; null for all others. */
export function whatItIs(bytes: Uint8Array): ProfileRefused | null {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, HEAD_BYTES));
  const other = OTHERS.find(({ matches }) => matches(bytes, head));
  if (other === undefined) return null;
  return new ProfileRefused('NOT_A_PROFILE', `This is no profile but ${other.text}`, { found: other.found });
}
