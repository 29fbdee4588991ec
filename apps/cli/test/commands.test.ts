/** The command line as people use it, over a data folder that a real venue left behind. */
import { execFile } from "node:child_process";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readConfig, startVenue } from "@probity/exchange";
import { afterAll, beforeAll, expect, test } from "vitest";

const probity = fileURLToPath(new URL("../../../bin/probity.mjs", import.meta.url));
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "probity-cli-"));
  const quiet = { PORT: "0", LOG_LEVEL: "silent", SEGMENT_BYTES: "1048576" };
  const venue = await startVenue(readConfig({ ...quiet, PROBITY_DATA: folder }), () => {});
  await venue.close();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Outcome {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

function run(...args: string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(process.execPath, [probity, ...args], (error, output, errors) => {
      const code = typeof error?.code === "number" ? error.code : 0;
      resolve({ code, output, errors });
    });
  });
}

test("without a command, or asked for help, it says what there is", async () => {
  for (const args of [[], ["--help"], ["help"]]) {
    const { code, output } = await run(...args);
    expect(code).toBe(0);
    expect(output).toContain("verify [folder]");
    expect(output).toMatch(/events,\s+exclusion,/);
  }
  expect((await run("--version")).output).toMatch(/^probity \d+\.\d+\.\d+, Node\.js 24\./);
});

test.each([
  [["fly"], "There is no command fly."],
  [["toString"], "There is no command toString."],
  [["verify", "/nowhere"], "/nowhere is not the data folder of a venue"],
  [["verify", "a", "b"], "verify takes one folder"],
  [["quarantine"], "say list, show or discard"],
  [["quarantine", "show", "../x"], "say which"],
  [["reset-password", "ada"], "say whose"],
])("%j is not understood, and it says why", async (args, why) => {
  const { code, errors } = await run(...args);
  expect(code).toBe(2);
  expect(errors).toContain(why);
});

test("verify finds a sound folder sound, and says where another is not", async () => {
  const sound = await run("verify", folder);
  expect(sound.output).toContain(`${folder} is sound.`);
  expect(sound.output).toMatch(/commands\s+1 to 3/);

  const journal = join(folder, "exchange/journal");
  const [segment = ""] = (await readdir(journal)).filter((name) => /^\d+\.seg$/.test(name));
  const file = join(journal, segment);
  const bytes = await readFile(file);
  const spoilt = Buffer.from(bytes);
  spoilt.writeUInt8(spoilt.readUInt8(200) ^ 1, 200);
  await writeFile(file, spoilt);
  const damaged = await run("verify", folder);
  expect(damaged.code).toBe(1);
  expect(damaged.errors).toContain(segment);
  await writeFile(file, bytes);
});

test("the quarantine is empty, and says so", async () => {
  expect((await run("quarantine", "list", folder)).output).toBe("Nothing is set aside.\n");
});

test("a password that was lost is replaced", async () => {
  const { output } = await run("reset-password", "own_1", folder);
  expect(output).toMatch(/^admin@probity\.local signs in with \S{16}\. It is shown only now\.\n$/);
});

test("the settings are listed", async () => {
  expect((await run("config")).output).toContain("| `PORT` | `server` | `8080` |");
});
