/** What every list takes: how many rows, and where the last page ended. */
export interface PageRequest {
  readonly limit: number;
  readonly cursor?: string | undefined;
}
