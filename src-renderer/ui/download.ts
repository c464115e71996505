/** Hands a file to the browser, or to the desktop's save folder, under a name made safe for any disk. */
export function download(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName(name);
  link.click();
  // the download has taken its own hold of the bytes by then
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, 10_000);
}

/** Letters, digits, dots and dashes; never empty, never hidden, never past 120 characters. */
export function fileName(name: string): string {
  const dot = name.lastIndexOf('.');
  const [stem, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  const safe = stem
    .replace(/[^\p{L}\p{N}.-]+/gu, '-')
    .replace(/^[.-]+|[.-]+$/g, '')
    .slice(0, 100);
  return (safe === '' ? 'gopherscope' : safe) + ending;
}
