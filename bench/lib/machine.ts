/** What a figure was measured on: without it a figure says nothing. */
import { cpus, loadavg, totalmem } from 'node:os';

export function printMachine(postgresVersion: string): void {
  const [cpu] = cpus();
  const model = `${cpus().length} × ${cpu?.model.trim() ?? 'unknown CPU'}${cpu && cpu.speed > 0 ? ` ${cpu.speed} MHz` : ''}`;
  console.log(`Machine: ${model}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node ${process.version.slice(1)}, PostgreSQL ${postgresVersion}`);
  console.log(`Date: ${new Date().toISOString().slice(0, 16)}Z, load at the start: ${load()}\n`);
}

/** Others work on this machine too: a high load means that the absolute speeds are too low, the ratios less so. */
export function load(): string {
  return loadavg().map((one) => one.toFixed(2)).join(' ');
}
