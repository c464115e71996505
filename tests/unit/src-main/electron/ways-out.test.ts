import { describe, expect, it } from 'vitest';
import { editorAddress, mayOpen } from '../../../../src-main/electron/external.js';
import { mayDownload, mayHave, mayNavigate } from '../../../../src-main/electron/hardening.js';

const ORIGIN = 'http://127.0.0.1:7676';

describe('addresses for the system', () => {
  const FINE = [
    'https://go.dev/doc',
    'https://host.test:8443/x?y=z#w',
    'mailto:help@example.test',
    'mailto:help@example.test?subject=hi&Body=x&cc=you@example.test',
  ];
  const BAD = [
    ...[
      'http://go.dev',
      'file:///etc/passwd',
      'file://server/share/x.exe',
      'smb://server/share',
      'ftp://host/x',
    ],
    ...[
      'ms-msdt:/id PCWDiagnostic',
      'ms-word:ofe|u|http://evil',
      'ms-officecmd:{}',
      'search-ms:query=x',
      'ms-settings:',
    ],
    ...[
      'javascript:alert(1)',
      'data:text/html,<script>1</script>',
      'blob:https://x/1',
      'about:blank',
      'chrome://settings',
    ],
    ...[
      'vscode:extension/evil.ext',
      'vscode://evil.ext/run?x',
      'vscode-insiders://file/x',
      'cursor://anysphere.cursor/x',
    ],
    // Only openInEditor makes these, from a path it has looked at.
    ...[
      'vscode://file/home/me/a.go:3:1',
      'cursor://file/home/me/a.go:3',
      'zed://file/home/me/a.go',
      'idea://open?file=/home/me/a.go&line=3',
      'vscode://file//server/share/a.go',
      'idea://open?file=%5C%5Cserver%5Cshare',
    ],
    ...[
      'mailto:a@b.test?attach=/etc/passwd',
      'mailto:a@b.test?subject=x&%61ttachment=C:/x',
      'mailto:a@b.test?bcc=c@d.test',
    ],
    ...[
      'idea://settings?x',
      'idea:open?file=x',
      'zed://extension/evil',
      'zed:file/x',
      'jetbrains://idea/x',
      'steam://run/1',
    ],
    ...[
      'tel:112',
      'sms:112',
      'facetime:x',
      'itms-services://x',
      'x-apple-helpbasic://x',
      'jar:https://x!/',
      'ssh://host',
    ],
    ...[
      'git://host/x',
      'ldap://host',
      'gopherscope://add?url=http://x',
      'https://user:pw@host/',
      'https://',
      '',
      ' https://go.dev',
    ],
    ...[
      'https://go.dev/\n',
      'https:\\\\go.dev',
      'mailto:',
      'mailto:a',
      'mailto:a@b@c',
      `https://host/${'x'.repeat(3000)}`,
    ],
    ...['HTTPS//go.dev', '//go.dev', 'C:\\Windows\\System32\\calc.exe', '/bin/sh', 'view-source:https://x'],
  ];

  it.each(FINE)('%s may be opened', (address) => {
    expect(mayOpen(address)).toBe(true);
  });

  it(`none of ${BAD.length} others may`, () => {
    expect(BAD.length).toBeGreaterThanOrEqual(40);
    expect(BAD.filter(mayOpen)).toEqual([]);
  });

  it.each([
    ['vscode', '/home/me/a b.go', 'vscode://file/home/me/a%20b.go:3:7'],
    ['zed', 'C:\\src\\a.go', 'zed://file/C%3A/src/a.go:3:7'],
    ['idea', '/home/me/a&line=1.go', 'idea://open?file=%2Fhome%2Fme%2Fa%26line%3D1.go&line=3&column=7'],
    ['cursor', '\\\\server\\share\\a.go', null],
    ['cursor', '//server/a.go', null],
    ['idea', '\\\\server\\share\\a.go', null],
    ['vscode', '/\\server/a.go', null],
    ['vscode', '/a/..//server/share/a.go', null],
    ['vscode', '//?/C:/a.go', null],
    ['vscode', 'a.go', null],
    ['vscode', '../a.go', null],
  ] as const)('%s opens %s as %s', (scheme, file, address) => {
    expect(editorAddress({ scheme, file, line: 3, column: 7 })).toBe(address);
    if (address !== null) expect(mayOpen(address)).toBe(false);
  });

  it('no editor is given an endless path', () => {
    expect(
      editorAddress({ scheme: 'vscode', file: `/${'x'.repeat(3000)}.go`, line: 1, column: 1 }),
    ).toBeNull();
  });
});

describe('the page', () => {
  it('has two permissions, at its exact origin', () => {
    const others = [
      ...[
        'media',
        'geolocation',
        'clipboard-read',
        'display-capture',
        'hid',
        'serial',
        'usb',
        'midi',
        'midiSysex',
      ],
      ...[
        'pointerLock',
        'fullscreen',
        'openExternal',
        'idle-detection',
        'fileSystem',
        'window-management',
        'unknown',
      ],
      ...[
        'storage-access',
        'speaker-selection',
        'keyboardLock',
        'mediaKeySystem',
        'deprecated-sync-clipboard-read',
      ],
    ];
    expect(others.filter((permission) => mayHave(permission, `${ORIGIN}/`, ORIGIN))).toEqual([]);
    for (const permission of ['notifications', 'clipboard-sanitized-write']) {
      expect(mayHave(permission, `${ORIGIN}/`, ORIGIN)).toBe(true);
      for (const asking of [
        'http://127.0.0.1:7677/',
        'http://localhost:7676/',
        'https://127.0.0.1:7676',
        'null',
        '',
      ])
        expect(mayHave(permission, asking, ORIGIN)).toBe(false);
    }
  });

  it('may load itself again and go nowhere else', () => {
    expect(mayNavigate(`${ORIGIN}/#/targets/1`, ORIGIN)).toBe(true);
    for (const address of [
      ...[
        `${ORIGIN}/healthz`,
        `${ORIGIN}/api/v1/targets`,
        'http://127.0.0.1:7677/',
        'http://localhost:7676/',
      ],
      ...[
        'https://go.dev/',
        'file:///etc/passwd',
        'about:blank',
        'data:text/html,x',
        'javascript:1',
        'nonsense',
      ],
      ...['http://127.0.0.1:7676@evil.test/', 'blob:http://127.0.0.1:7676/x'],
    ])
      expect(mayNavigate(address, ORIGIN), address).toBe(false);
  });

  it('may save what it made itself, and what its core serves', () => {
    expect(mayDownload(`blob:${ORIGIN}/2d`, ORIGIN)).toBe(true);
    expect(mayDownload(`${ORIGIN}/assets/x.js`, ORIGIN)).toBe(true);
    for (const address of [
      'https://evil.test/x.exe',
      'blob:https://evil.test/1',
      'data:text/html,x',
      'file:///x',
    ])
      expect(mayDownload(address, ORIGIN), address).toBe(false);
  });
});
