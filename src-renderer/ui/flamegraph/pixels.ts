/**
 * The frames of a picture as device pixels. A row of frames looks the same on every line of it, so a row is painted
 * on one line, which is then copied: thousands of narrow frames cost what a few wide ones do, and the canvas gets
 * one image instead of a rectangle each.
 */
export class Pixels {
  private image = new ImageData(1, 1);
  private words = new Uint32Array(this.image.data.buffer);
  /** One line for each row, side by side. */
  private lines = new Uint32Array(0);

  /** Starts a picture of so many device pixels and rows, all of it background. */
  begin(width: number, height: number, rows: number, background: number): void {
    if (this.image.width !== width || this.image.height !== height) {
      this.image = new ImageData(width, height);
      this.words = new Uint32Array(this.image.data.buffer);
    }
    if (this.lines.length < width * rows) this.lines = new Uint32Array(width * rows);
    this.words.fill(background);
    this.lines.fill(background);
  }

  /** A frame on the line of a row, between two places that need not be whole pixels: edges are blended. */
  bar(row: number, left: number, right: number, colour: number): void {
    const { lines } = this;
    const { width } = this.image;
    const from = Math.max(0, left);
    const to = Math.min(width, right);
    if (to <= from) return;
    const start = row * width;
    const first = Math.floor(from);
    const last = Math.floor(to);
    if (first === last) {
      this.blend(start + first, colour, to - from);
      return;
    }
    this.blend(start + first, colour, first + 1 - from);
    for (let at = start + first + 1; at < start + last; at++) lines[at] = colour;
    if (to > last) this.blend(start + last, colour, to - last);
  }

  /** Copies the line of a row to lines [top, bottom) of the picture. */
  spread(row: number, top: number, bottom: number): void {
    const { width, height } = this.image;
    const line = this.lines.subarray(row * width, (row + 1) * width);
    for (let y = Math.max(0, top); y < Math.min(height, bottom); y++) this.words.set(line, y * width);
  }

  /** A rectangle of whole pixels. */
  rect(left: number, top: number, right: number, bottom: number, colour: number): void {
    const { width, height } = this.image;
    for (let y = Math.max(0, top); y < Math.min(height, bottom); y++)
      this.words.fill(colour, y * width + Math.max(0, left), y * width + Math.min(width, right));
  }

  show(ctx: CanvasRenderingContext2D): void {
    ctx.putImageData(this.image, 0, 0);
  }

  private blend(at: number, colour: number, share: number): void {
    const { lines } = this;
    const under = lines[at] ?? 0;
    const mix = (shift: number): number => {
      const below = (under >>> shift) & 255;
      return Math.round(below + (((colour >>> shift) & 255) - below) * share) << shift;
    };
    lines[at] = share >= 1 ? colour : (0xff000000 | mix(16) | mix(8) | mix(0)) >>> 0;
  }
}

/** `#rrggbb` as a pixel in memory: red is the lowest byte on every machine that Chromium runs on. */
export function pixelOf(hex: string): number {
  const rgb = Number.parseInt(hex.slice(1), 16);
  return (0xff000000 | ((rgb & 255) << 16) | (rgb & 0xff00) | (rgb >> 16)) >>> 0;
}
