import fs from 'node:fs';

/** Linux counts CPU in ticks of 10 ms wherever we run. */
const TICK_MS = 10;

interface Process {
  parent: number;
  ticks: number;
}

function readProcess(pid: string): Process | null {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
  } catch {
    return null; // ended meanwhile
  }
}

/** CPU time so far of a process and all its living descendants, ms. */
export function cpuOfTree(root: number): number {
  const all = new Map<number, Process>();
  for (const name of fs.readdirSync('/proc')) {
    const process = /^\d+$/.test(name) ? readProcess(name) : null;
    if (process !== null) all.set(Number(name), process);
  }
  const inTree = (pid: number): boolean => pid === root || (pid > 1 && inTree(all.get(pid)?.parent ?? 0));
  let ticks = 0;
  for (const [pid, process] of all) if (inTree(pid)) ticks += process.ticks;
  return ticks * TICK_MS;
}
