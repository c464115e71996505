/** Asks for files by the system's dialog; `taken` hears of them, and of nothing when it was closed. Needs a click or key. */
export function chooseFiles(taken: (files: File[]) => void): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = true;
  input.addEventListener('change', () => {
    taken([...(input.files ?? [])]);
  });
  input.click();
}
