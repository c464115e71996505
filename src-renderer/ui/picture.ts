/**
 * A picture of a part of the page, as the eye sees it: canvases, SVG shapes and words are painted anew onto
 * one canvas. An SVG with the page inside would do without the page's fonts, and the strict CSP forbids it.
 */

type Box = Pick<DOMRect, 'left' | 'top'>;

function setStroke(ctx: CanvasRenderingContext2D, style: CSSStyleDeclaration): boolean {
  if (style.stroke === 'none' || style.stroke === '') return false;
  ctx.strokeStyle = style.stroke;
  ctx.lineWidth = parseFloat(style.strokeWidth) || 1;
  ctx.setLineDash(
    style.strokeDasharray === 'none' ? [] : style.strokeDasharray.split(/[ ,]+/).map(parseFloat),
  );
  ctx.lineJoin = 'round';
  return true;
}

const fontOf = (s: CSSStyleDeclaration): string => `${s.fontWeight} ${s.fontSize} ${s.fontFamily}`;

function shapeOf(el: SVGElement): Path2D | null {
  const num = (name: string): number => parseFloat(el.getAttribute(name) ?? '0');
  if (el instanceof SVGPathElement) return new Path2D(el.getAttribute('d') ?? '');
  const path = new Path2D();
  if (el instanceof SVGCircleElement) path.arc(num('cx'), num('cy'), num('r'), 0, 2 * Math.PI);
  else if (el instanceof SVGRectElement) {
    const box = el.getBBox(); // sizes may be in per cent
    path.rect(box.x, box.y, box.width, box.height);
  } else return null;
  return path;
}

const ANCHOR: Record<string, CanvasTextAlign> = { middle: 'center', end: 'right' };

function paintWords(ctx: CanvasRenderingContext2D, el: SVGTextElement, style: CSSStyleDeclaration): void {
  const spans = [...el.querySelectorAll('tspan')];
  const words = (of: Element): string =>
    [...of.childNodes]
      .map((n) => (n.nodeType === Node.TEXT_NODE ? n.textContent : ''))
      .join('')
      .trim();
  ctx.font = fontOf(style);
  const paint = (text: string, x: number, y: number, s: CSSStyleDeclaration): void => {
    if (s.paintOrder.startsWith('stroke') && setStroke(ctx, s)) ctx.strokeText(text, x, y);
    ctx.fillStyle = s.fill;
    ctx.fillText(text, x, y);
  };
  if (spans.length === 0) {
    ctx.textAlign = ANCHOR[style.textAnchor] ?? 'left';
    paint(words(el), el.x.baseVal[0]?.value ?? 0, el.y.baseVal[0]?.value ?? 0, style);
    return;
  }
  ctx.textAlign = 'left';
  for (const span of spans) {
    if (span.getNumberOfChars() === 0) continue;
    const at = span.getStartPositionOfChar(0);
    paint(words(span), at.x, at.y, getComputedStyle(span));
  }
}

function paintSvg(ctx: CanvasRenderingContext2D, el: SVGElement, origin: Box): void {
  if (!(el instanceof SVGGraphicsElement)) return;
  const matrix = el.getScreenCTM();
  const style = getComputedStyle(el);
  if (!matrix || style.visibility === 'hidden' || style.display === 'none') return;
  ctx.save();
  ctx.translate(-origin.left, -origin.top);
  ctx.transform(matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f);
  ctx.globalAlpha = parseFloat(style.opacity) || 1;
  if (el instanceof SVGTextElement) paintWords(ctx, el, style);
  else {
    const shape = shapeOf(el);
    if (shape) {
      if (style.fill !== 'none') {
        ctx.fillStyle = style.fill;
        ctx.globalAlpha *= parseFloat(style.fillOpacity) || 1;
        ctx.fill(shape);
      }
      if (setStroke(ctx, style)) ctx.stroke(shape);
    }
  }
  ctx.restore();
}

function paintText(ctx: CanvasRenderingContext2D, node: Text, origin: Box): void {
  const parent = node.parentElement;
  const text = node.textContent.trim();
  if (!parent || text === '') return;
  const range = document.createRange();
  range.selectNodeContents(node);
  const box = range.getClientRects()[0];
  const style = getComputedStyle(parent);
  if (!box || style.visibility === 'hidden') return;
  ctx.save();
  ctx.font = fontOf(style);
  ctx.fillStyle = style.color;
  ctx.textBaseline = 'middle';
  ctx.fillText(text, box.left - origin.left, (box.top + box.bottom) / 2 - origin.top, box.width + 2);
  ctx.restore();
}

/** PNG of an element at twice its size, on its page's ground. Buttons and menus (`data-noprint`) are left out. */
export async function pictureOf(host: HTMLElement): Promise<Blob> {
  const { left, top, width, height } = host.getBoundingClientRect();
  const origin = { left, top };
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(width * 2);
  canvas.height = Math.ceil(height * 2);
  const ctx = canvas.getContext('2d');
  if (!ctx) throw new Error('This browser gives no canvas to draw on.');
  ctx.scale(2, 2);
  ctx.fillStyle = getComputedStyle(host).backgroundColor;
  ctx.fillRect(0, 0, width, height);
  const walker = document.createTreeWalker(host, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) =>
    node instanceof Element && node.matches('[data-noprint], title')
      ? NodeFilter.FILTER_REJECT
      : NodeFilter.FILTER_ACCEPT,
  );
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node instanceof HTMLCanvasElement) {
      const box = node.getBoundingClientRect();
      if (box.width > 0) ctx.drawImage(node, box.left - left, box.top - top, box.width, box.height);
    } else if (node instanceof SVGElement) paintSvg(ctx, node, origin);
    else if (node instanceof Text && !(node.parentElement instanceof SVGElement))
      paintText(ctx, node, origin);
  }
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob) resolve(blob);
      else reject(new Error('The picture is too large for this browser.'));
    }, 'image/png');
  });
}
