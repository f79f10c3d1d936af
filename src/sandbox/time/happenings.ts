/** Something that will be done at a virtual time. */
export interface Happening {
  readonly atMs: number;
  readonly name: string;
  /** Has no effect once it has begun. */
  cancel(): void;
}
