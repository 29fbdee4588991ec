/** Which database holds the tables. */
export type DatabaseChoice =
  /** Within the process; `folder` null: in memory. The tables can be made again, so it may be deleted at any time. */
  | { readonly kind: "pglite"; readonly folder: string | null }
  | {
      readonly kind: "postgres";
      readonly url: string;
      /** For migrations, where `url` leads to a pooler. */
      readonly directUrl?: string;
      /** For reads; may be a replica that lags. */
      readonly readUrl?: string;
    };
