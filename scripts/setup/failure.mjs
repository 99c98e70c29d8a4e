// @ts-check
/** Why set-up cannot go on, and what the reader can do about it. */
export class SetupFailure extends Error {
  /**
   * @param {string} message
   * @param {string} remedy
   */
  constructor(message, remedy) {
    super(message);
    this.name = 'SetupFailure';
    this.remedy = remedy;
  }
}
