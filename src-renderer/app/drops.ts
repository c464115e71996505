const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA)$/.test(target.tagName));

/** What a drop brings: files, or an address that was dragged from elsewhere. */
export type Dropped = { kind: 'files'; files: File[] } | { kind: 'url'; url: string };

export function readDrop(data: DataTransfer): Dropped | null {
  const files = [...data.files];
  if (files.length > 0) return { kind: 'files', files };
  const address = data
    .getData('text/uri-list')
    .split(/\r?\n/)
    .find((line) => /^https?:\/\//i.test(line));
  return address === undefined ? null : { kind: 'url', url: address };
}

/**
 * Opens what is dropped on the window, and keeps a browser from leaving the page for it. Text dropped into a
 * field stays the field's. Returns what stops it.
 */
export function listenToDrops(open: (dropped: Dropped) => void): () => void {
  const isOurs = (event: DragEvent): event is DragEvent & { dataTransfer: DataTransfer } =>
    event.dataTransfer !== null && (event.dataTransfer.types.includes('Files') || !isField(event.target));
  const onOver = (event: DragEvent): void => {
    if (!isOurs(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
  };
  const onDrop = (event: DragEvent): void => {
    if (!isOurs(event)) return;
    event.preventDefault();
    const dropped = readDrop(event.dataTransfer);
    if (dropped !== null) open(dropped);
  };
  window.addEventListener('dragover', onOver);
  window.addEventListener('drop', onDrop);
  return () => {
    window.removeEventListener('dragover', onOver);
    window.removeEventListener('drop', onDrop);
  };
}
