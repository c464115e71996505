export function buildChanged(root: string, options?: { quiet?: boolean }): Promise<void>;
