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

/**
 * No draft that the person may know of: there is none, or it is another desk's. Which of the two, nobody is told, so that
 * nobody learns by guessing ids what others write (ASVS 5.0: 8.2.2).
 */
export class NoDraft extends RecordNotFound {
  constructor(recordId: string) {
    super(recordId);
    this.name = 'NoDraft';
  }
}

/** The draft is with those who review it: it is not written in until they give it back, or it is taken back. */
export class UnderReview extends Error {
  constructor(recordId: string) {
    super(`The draft of record ${recordId} is under review.`);
    this.name = 'UnderReview';
  }
}

/** The draft is not at the stage that the act needs: somebody was quicker, or the act is not for this draft. */
export class WrongStage extends Error {
  readonly stage: string;
  constructor(recordId: string, stage: string) {
    super(`The draft of record ${recordId} is at the stage "${stage}".`);
    this.name = 'WrongStage';
    this.stage = stage;
  }
}

/** Whoever wrote a draft neither approves nor publishes it; whoever approved it does not publish it. */
export class FourEyes extends Error {
  constructor(recordId: string) {
    super(`The draft of record ${recordId} needs the eyes of somebody else.`);
    this.name = 'FourEyes';
  }
}
