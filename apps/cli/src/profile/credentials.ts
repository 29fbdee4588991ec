/** Which venue is meant and who is signed in there: one file of the user, readable by nobody else. */
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { z } from "zod";

const SignedIn = z.object({
  email: z.string().optional(),
  access_token: z.string(),
  expires_at: z.string(),
  refresh_token: z.string().optional(),
});
export type SignedIn = z.output<typeof SignedIn>;

const Key = z.object({ id: z.string(), secret: z.string() });

const File = z.object({
  /** The venue meant when none is named. */
  url: z.string().optional(),
  /** By origin: what was given to one venue is never shown to another. */
  venues: z.record(z.string(), z.object({ signed_in: SignedIn.optional(), key: Key.optional() })),
});
type File = z.output<typeof File>;

/** What is known of one venue. */
export type VenueCredentials = File["venues"][string];

export class Credentials {
  readonly path: string;

  constructor(environment: Readonly<Record<string, string | undefined>> = process.env) {
    const home =
      // Empty is as good as not set; it must not put secrets into the folder one happens to be in.
      environment["XDG_CONFIG_HOME"] || join(environment["HOME"] || homedir(), ".config");
    this.path = join(home, "probity", "credentials.json");
  }

  /** The venue chosen with `probity use`, if any. */
  get url(): string | null {
    return this.read().url ?? null;
  }

  of(url: string): VenueCredentials {
    return this.read().venues[originOf(url)] ?? {};
  }

  use(url: string): void {
    this.change((file) => ({ ...file, url: originOf(url) }));
  }

  /** Signed in there from now on, and this is the venue meant. */
  keep(url: string, credentials: VenueCredentials): void {
    const origin = originOf(url);
    this.change((file) => ({
      url: file.url ?? origin,
      venues: { ...file.venues, [origin]: credentials },
    }));
  }

  forget(url: string): void {
    this.change((file) => {
      const { [originOf(url)]: _gone, ...venues } = file.venues;
      return { ...file, venues };
    });
  }

  /**
   * Runs `work` while no other process of this user does: a refresh token may be used once, and who
   * uses it twice is signed out.
   */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    const lock = `${this.path}.lock`;
    mkdirSync(dirname(this.path), { recursive: true, mode: 0o700 });
    for (let waits = 0; ; waits++) {
      try {
        writeFileSync(lock, String(process.pid), { flag: "wx", mode: 0o600 });
        break;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
        // Whoever holds it that long has died.
        if (waits === LOCK_WAITS) rmSync(lock, { force: true });
        await new Promise((resolve) => setTimeout(resolve, LOCK_WAIT_MS));
      }
    }
    try {
      return await work();
    } finally {
      rmSync(lock, { force: true });
    }
  }

  private read(): File {
    try {
      return File.parse(JSON.parse(readFileSync(this.path, "utf8")));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return { venues: {} };
      throw new Error(`${this.path} cannot be read. Mend it, or remove it and sign in again.`, {
        cause: error,
      });
    }
  }

  private change(by: (file: File) => File): void {
    const folder = dirname(this.path);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const draft = `${this.path}.${process.pid}`;
    writeFileSync(draft, `${JSON.stringify(by(this.read()), undefined, 2)}\n`, { mode: 0o600 });
    // The mode above counts only for a file that is new.
    chmodSync(draft, 0o600);
    renameSync(draft, this.path);
  }
}

const LOCK_WAIT_MS = 50;
const LOCK_WAITS = 400;

/** @throws UsageError when it is no address of a venue. */
function originOf(url: string): string {
  return new URL(url).origin;
}
