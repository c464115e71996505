export function stampOf(root: string, paths: readonly string[]): string;
export function readStamp(file: string): string;
