import fs from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { TitleBar } from '../../shared/native/bridge.js';

const Pixels = v.pipe(v.number(), v.integer(), v.minValue(-100_000), v.maxValue(100_000));
const Bounds = v.object({ x: Pixels, y: Pixels, width: Pixels, height: Pixels });
export type Bounds = v.InferOutput<typeof Bounds>;

const WindowState = v.object({
  /** Null until a window was placed by a person. */
  bounds: v.nullable(Bounds),
  maximized: v.boolean(),
  /** Of the page's theme, so that the next start opens in its colour. */
  titleBar: TitleBar,
  /** Ids of targets seen last, newest first. */
  recent: v.pipe(v.array(v.pipe(v.string(), v.maxLength(200))), v.maxLength(20)),
});
export type WindowState = v.InferOutput<typeof WindowState>;

export const DEFAULT_SIZE = { width: 1280, height: 800 };
export const MIN_SIZE = { width: 640, height: 400 };
/** How much of a window's bar must be on a screen for a person to take hold of it. */
const GRIP = { width: 100, height: 40 };
const RECENT_KEPT = 8;
const FRESH: WindowState = {
  bounds: null,
  maximized: false,
  titleBar: { background: '#090807', symbol: '#eae8e3' },
  recent: [],
};

/**
 * Where a window goes that was last at `bounds`: there, if its bar can be reached on one of the work areas, else
 * in the middle of the first; never larger than its screen. Null = let the system place it.
 */
export function fitToScreens(bounds: Bounds | null, workAreas: readonly Bounds[]): Bounds | null {
  const [first] = workAreas;
  if (bounds === null || first === undefined) return null;
  const home = workAreas.find((area) => reaches(bounds, area));
  const { width, height } = sizeIn(bounds, home ?? first);
  if (home !== undefined) return { x: bounds.x, y: Math.max(bounds.y, home.y), width, height };
  return {
    x: first.x + Math.round((first.width - width) / 2),
    y: first.y + Math.round((first.height - height) / 2),
    width,
    height,
  };
}

const sizeIn = (bounds: Bounds, area: Bounds): { width: number; height: number } => ({
  width: Math.min(Math.max(bounds.width, MIN_SIZE.width), area.width),
  height: Math.min(Math.max(bounds.height, MIN_SIZE.height), area.height),
});

function reaches(bounds: Bounds, area: Bounds): boolean {
  const seenX = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x);
  const barY = bounds.y - area.y;
  return seenX >= GRIP.width && barY > -GRIP.height && barY <= area.height - GRIP.height;
}

/** The targets seen last once `id` is seen. */
export const withRecent = (recent: readonly string[], id: string): string[] =>
  [id, ...recent.filter((other) => other !== id)].slice(0, RECENT_KEPT);

/** The window's state in a small file of the data folder; what cannot be read or written is done without. */
export class WindowStateFile {
  state: WindowState;
  private readonly file: string;
  private timer: NodeJS.Timeout | null = null;

  constructor(folder: string) {
    this.file = path.join(folder, 'window.json');
    this.state = read(this.file);
  }

  /** Kept half a second later, with all that came in between. */
  set(change: Partial<WindowState>): void {
    this.state = { ...this.state, ...change };
    this.timer ??= setTimeout(() => {
      this.flush();
    }, 500);
  }

  flush(): void {
    if (this.timer === null) return;
    clearTimeout(this.timer);
    this.timer = null;
    try {
      const temporary = `${this.file}.new`;
      fs.writeFileSync(temporary, JSON.stringify(this.state), { mode: 0o600 });
      fs.renameSync(temporary, this.file);
    } catch {
      // A window that opens where it pleases is no reason to trouble anybody.
    }
  }
}

function read(file: string): WindowState {
  try {
    return v.parse(WindowState, JSON.parse(fs.readFileSync(file, 'utf8')));
  } catch {
    return FRESH;
  }
}
