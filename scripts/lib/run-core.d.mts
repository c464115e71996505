export const CORE_FLAGS: readonly string[];
export const CORE_ENV: Record<string, string>;
