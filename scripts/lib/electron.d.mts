export function findElectron(root: string): string | null;
export function hasDisplay(): boolean;
export function wantsWindow(args: readonly string[]): boolean;
export function runElectron(binary: string, root: string, args: readonly string[]): void;
