/** What can stand in the way of an act on a record. Each carries what the person needs to go on. */

/** Someone else saved or published in between; nothing was written. */
export class EditConflict extends Error {
  readonly recordId: string;
  /** The revision or version that is there now. */
  readonly current: number;
  constructor(recordId: string, expected: number, current: number) {
    super(`Record ${recordId} is at ${current}, not at ${expected}: someone else changed it in between.`);
    this.name = 'EditConflict';
    this.recordId = recordId;
    this.current = current;
  }
}

export class RecordNotFound extends Error {
  constructor(recordId: string) {
    super(`There is no record ${recordId}.`);
    this.name = 'RecordNotFound';
  }
}
