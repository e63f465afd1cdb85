/** What is wrong with a pack, and where: every fault names file, line and field. */
import type { Fault } from '../kinds/faults.ts';
import type { Translator } from '../i18n/messages.ts';

export interface PackFault extends Fault {
  /** Relative to the folder of the pack. */
  readonly file: string;
  /** Counted from 1; 0 where the fault is of the whole file. */
  readonly line: number;
}

export class FaultyPack extends Error {
  readonly faults: readonly PackFault[];
  constructor(faults: readonly PackFault[]) {
    super(`The pack has ${faults.length} fault(s).`);
    this.name = 'FaultyPack';
    this.faults = faults;
  }
}

/** One line of text for a fault: `actions.yaml:12 text: …`. */
export function describePackFault(t: Translator, fault: PackFault): string {
  const place = fault.line > 0 ? `${fault.file}:${fault.line}` : fault.file;
  const field = fault.path === '' ? '' : ` ${fault.path}`;
  return `${place}${field}: ${t(`faults.${fault.code}`, fault.params)}`;
}
