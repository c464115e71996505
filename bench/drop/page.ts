import type { Tab } from '../live/chromium.js';

/** Times from the drop, ms. */
export interface DropTimes {
  progress: number;
  flame: number;
  /** The answer of /flamegraph was there, whole. */
  answer: number;
}

/** Watches every frame: the first word of progress, then the first picture of the flame graph. */
const WATCH = `(() => {
  const seen = { progress: null, flame: null };
  const small = document.createElement('canvas');
  small.width = small.height = 24;
  const pen = small.getContext('2d', { willReadFrequently: true });
  const isPainted = (canvas) => {
    if (canvas.width === 0) return false;
    pen.clearRect(0, 0, 24, 24);
    pen.drawImage(canvas, 0, 0, 24, 24);
    return new Set(new Uint32Array(pen.getImageData(0, 0, 24, 24).data.buffer)).size > 4;
  };
  window.dropped = new Promise((resolve) => {
    const data = new DataTransfer();
    data.items.add(document.getElementById('bench-file').files[0]);
    const start = performance.now();
    const look = () => {
      const now = performance.now() - start;
      if (seen.progress === null && document.querySelector('.work') !== null) seen.progress = now;
      if ([...document.querySelectorAll('canvas')].some(isPainted)) {
        const answer = performance.getEntriesByType('resource').find((e) => e.name.includes('/flamegraph'));
        resolve({ progress: seen.progress, flame: now, answer: answer === undefined ? NaN : answer.responseEnd - start });
      } else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
    window.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
  });
})()`;

/** Drops a file on the page as a person does: the page reads it from the disk itself. */
export async function dropFile(tab: Tab, file: string): Promise<DropTimes> {
  await tab.evaluate(`(() => {
    const input = Object.assign(document.createElement('input'), { type: 'file', id: 'bench-file' });
    input.style.display = 'none';
    document.body.append(input);
  })()`);
  const { root } = (await tab.send('DOM.getDocument')) as { root: { nodeId: number } };
  const { nodeId } = await tab.send('DOM.querySelector', { nodeId: root.nodeId, selector: '#bench-file' });
  await tab.send('DOM.setFileInputFiles', { files: [file], nodeId });
  await tab.evaluate(WATCH);
  return tab.evaluate<DropTimes>('window.dropped');
}
