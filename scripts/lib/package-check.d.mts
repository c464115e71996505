export function checkPackage(out: string): { file: string; files: number; bytes: number; problems: string[] };
export function judge(inside: readonly string[]): { problems: string[] };
