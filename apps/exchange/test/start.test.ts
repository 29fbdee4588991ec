/**
 * Whoever runs the exchange stops it by a signal to `npm start`: the server must
 * hear it, close its journal and leave nothing behind.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";

const projectRoot = fileURLToPath(new URL("../../..", import.meta.url));
const READY_MS = 60_000;
const STOP_MS = 20_000;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "probity-start-"));
});

afterEach(() => {
  for (const pid of processesThatMention(folder)) process.kill(pid, "SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

test(
  "SIGTERM to npm start stops the exchange",
  async () => {
    const port = await freePort();
    const npm = spawn("npm", ["start"], {
      cwd: projectRoot,
      env: { ...process.env, PORT: String(port), PROBITY_DATA: join(folder, "data") },
      stdio: ["ignore", "pipe", "pipe"],
    });
    await untilPrinted(npm, `http://localhost:${port}`, READY_MS);
    expect(await isListening(port)).toBe(true);

    npm.kill("SIGTERM");
    await once(npm, "exit", { signal: AbortSignal.timeout(STOP_MS) });

    expect(await isListening(port)).toBe(false);
    expect(processesThatMention(folder)).toEqual([]);
  },
  READY_MS + STOP_MS,
);

/** Rejects, with all that was printed, when the process ends or the time is over first. */
function untilPrinted(child: ChildProcess, wanted: string, limitMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = "";
    const timer = setTimeout(() => giveUp(`no "${wanted}" within ${limitMs} ms`), limitMs);
    const giveUp = (why: string) => {
      clearTimeout(timer);
      reject(new Error(`${why}; it printed:\n${output}`));
    };
    child.once("error", reject);
    child.once("exit", (code, signal) => giveUp(`npm start ended (${code ?? signal})`));
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        output += text;
        if (!output.includes(wanted)) return;
        clearTimeout(timer);
        resolve();
      });
    }
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port was given");
  return address.port;
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "localhost" });
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}

/**
 * Ids of the processes that have `text` in their command line or environment,
 * this one left out. Empty where the system does not show them as files.
 */
function processesThatMention(text: string): number[] {
  if (!existsSync("/proc/self/environ")) return [];
  const pids = readdirSync("/proc").map(Number).filter(Number.isInteger);
  return pids.filter((pid) => pid !== process.pid && describeProcess(pid).includes(text));
}

function describeProcess(pid: number): string {
  try {
    return ["cmdline", "environ"]
      .map((file) => readFileSync(`/proc/${pid}/${file}`, "utf8"))
      .join();
  } catch {
    return ""; // It ended meanwhile, or it is not ours to read.
  }
}
