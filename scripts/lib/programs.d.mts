export function findChromium(): string | undefined;
export function ensurePrograms(): void;
