/** A part of the venue that `/ready` asks. */
export interface ReadinessCheck {
  readonly name: string;
  /** Whether the venue cannot serve without it. */
  readonly isVital: boolean;
  /** @returns how many commands it is behind, 0 if it cannot be. @throws when it is not well. */
  check(): number | Promise<number>;
}
