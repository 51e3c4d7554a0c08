/** Another reader of questions, plugged in by the operator: it orders topics by what words mean, not by how they are spelled. */
export type Ranker = {
  /** @returns the topics nearest in meaning, the nearest first; null when it did not answer in time */
  rank(text: string): Promise<string[] | null>
}
