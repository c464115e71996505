import { describe, expect, it } from 'vitest';
import { parsePprofIndex, readPprofIndex } from '../../../../../src-main/core/scrape/pprof-index.js';
import { sharedData, WHY_SKIPPED } from '../../../../helpers/shared-data.js';

/** As net/http/pprof of Go 1.22 and later writes it. */
const MODERN = `<html>
<head>
<title>/debug/pprof/</title>
</head>
<body>
/debug/pprof/
<br>
<p>Set debug=1 as a query parameter to export in legacy text format</p>
<br>
Types of profiles available:
<table>
<thead><td>Count</td><td>Profile</td></thead>
<tr><td>18</td><td><a href='allocs?debug=1'>allocs</a></td></tr>
<tr><td>0</td><td><a href='block?debug=1'>block</a></td></tr>
<tr><td>0</td><td><a href='cmdline?debug=1'>cmdline</a></td></tr>
<tr><td>12</td><td><a href='goroutine?debug=1'>goroutine</a></td></tr>
<tr><td>3</td><td><a href='my.own?debug=1'>my.own</a></td></tr>
<tr><td>0</td><td><a href='profile?debug=1'>profile</a></td></tr>
<tr><td>9</td><td><a href='threadcreate?debug=1'>threadcreate</a></td></tr>
<tr><td>0</td><td><a href='trace?debug=1'>trace</a></td></tr>
</table>
<a href="goroutine?debug=2">full goroutine stack dump</a>
</body></html>`;

const points = (html: string): string[] => {
  const reading = readPprofIndex(html);
  if (!reading.ok) return [reading.error.code];
  return reading.value.points.map(
    ({ name, labels, value }) => `${name}{${labels['profile'] ?? ''}} ${value}`,
  );
};

describe('the index page of net/http/pprof', () => {
  it('gives goroutines, threads and the counts of the other profiles', () => {
    expect(points(MODERN)).toEqual([
      'go_pprof_profile_count{allocs} 18',
      'go_pprof_profile_count{block} 0',
      'go_goroutines{} 12',
      'go_pprof_profile_count{my.own} 3',
      'go_threads{} 9',
    ]);
    const index = parsePprofIndex(MODERN);
    expect(index.ok && index.value.profiles).toEqual(
      'allocs block cmdline goroutine my.own profile threadcreate trace'.split(' '),
    );
  });

  it('is told from other pages', () => {
    expect(points('<html><body>Sign in</body></html>')).toEqual(['NOT_PPROF_INDEX']);
    expect(points('')).toEqual(['NOT_PPROF_INDEX']);
    expect(points(MODERN.replaceAll('goroutine', 'gopher'))).toEqual(['NOT_PPROF_INDEX']);
    const renamed = MODERN.replace(/>goroutine<\/a>/, '>goroutine &lt;b&gt;</a>');
    expect(points(renamed)).toEqual(['NOT_PPROF_INDEX']);
  });

  const recorded = sharedData('exposition/go1.19-bare-app/debug_pprof.bin');
  it.skipIf(recorded === null)(`of a Go 1.19 app is read (skipped when ${WHY_SKIPPED})`, () => {
    expect(points(recorded!.toString('utf8'))).toContain('go_goroutines{} 103');
    expect(points(recorded!.toString('utf8'))).toContain('go_threads{} 7');
  });
});
