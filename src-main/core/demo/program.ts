import { spawn } from 'node:child_process';
import { tailOf } from './tail.js';

/** How long a program may take to end by itself, ms. */
const PATIENCE_MS = 1500;

/** A program of the demo that runs. */
export interface Program {
  pid: number;
  /** Its last lines. */
  output(): string;
  /** Resolves with how it ended; never rejects. */
  ended: Promise<string>;
  stop(): Promise<void>;
}

/**
 * Starts a program that lives as long as its standard input is open: we hold the other end, so that it ends
 * with us however we end, kill -9 included.
 */
export function startProgram(file: string, args: readonly string[]): Program {
  const child = spawn(file, ['--until-stdin-ends', ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  const output = tailOf(child);
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => {
      resolve(error.message);
    });
    child.once('close', (code, signal) => {
      resolve(signal === null ? `exit code ${String(code)}` : signal);
    });
  });
  child.stdin.on('error', () => undefined);
  return {
    pid: child.pid ?? 0,
    output,
    ended,
    stop: async () => {
      child.stdin.end();
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}
