/** Looking again and again, with patience where nobody answers. */
import { setTimeout as sleep } from 'node:timers/promises';

/** However long a log is away, it is asked this often. */
const LONGEST_PAUSE_SECONDS = 900;

/** @param look gives whether the log answered. Ends when the signal comes. */
export async function everySeconds(seconds: number, stopped: AbortSignal, look: () => Promise<boolean>): Promise<void> {
  let pause = seconds;
  while (!stopped.aborted) {
    pause = (await look()) ? seconds : Math.min(Math.max(seconds, LONGEST_PAUSE_SECONDS), pause * 2);
    await sleep(pause * 1000, undefined, { signal: stopped }).catch(() => undefined);
  }
}
