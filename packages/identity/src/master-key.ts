import { randomBytes } from "node:crypto";
import { promises as fs } from "node:fs";
import * as path from "node:path";
import { KEY_BYTES } from "./seal.ts";

/** The master key is damaged, or missing where there are keys that it must open. Start is refused. */
export class MasterKeyUnusable extends Error {
  override readonly name = "MasterKeyUnusable";
  readonly code = "MasterKeyUnusable";
}

/**
 * Reads `keys/master.key` of the data folder; makes it where there is none yet. Only its owner may
 * read the file. Lost, everything personal is lost with it, so it belongs into a backup of its own.
 */
export async function loadMasterKey(folder: string): Promise<Buffer> {
  const keys = path.join(folder, "keys");
  const file = path.join(keys, "master.key");
  await fs.mkdir(keys, { recursive: true, mode: 0o700 });
  const known = await readOrNull(file);
  if (known !== null) return parseKey(known, file);
  const others = await fs.readdir(keys);
  if (others.includes("people.keys")) {
    throw new MasterKeyUnusable(`${file} is missing: restore it from its backup`);
  }
  const key = randomBytes(KEY_BYTES);
  await writeKey(file, key);
  return key;
}

async function writeKey(file: string, key: Buffer): Promise<void> {
  const temporary = `${file}.tmp`;
  const handle = await fs.open(temporary, "w", 0o600);
  try {
    await handle.writeFile(`${key.toString("hex")}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  // The key ring syncs the folder before the first key is made.
  await fs.rename(temporary, file);
}

function parseKey(content: string, file: string): Buffer {
  const text = content.trim();
  if (!/^[0-9a-f]{64}$/.test(text)) {
    throw new MasterKeyUnusable(`${file} does not hold a key: restore it from its backup`);
  }
  return Buffer.from(text, "hex");
}

async function readOrNull(file: string): Promise<string | null> {
  try {
    return await fs.readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
