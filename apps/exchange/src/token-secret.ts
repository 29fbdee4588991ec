import { randomBytes } from "node:crypto";
import { promises as fs } from "node:fs";
import { join } from "node:path";

const SECRET_BYTES = 32;

/**
 * A secret that signs tokens: the one configured, else the one in the data folder,
 * which is made at the first start. Losing it only signs everybody out.
 */
export async function loadTokenSecret(
  folder: string,
  name: string,
  configured?: string,
): Promise<Uint8Array> {
  if (configured !== undefined) return Buffer.from(configured, "utf8");
  const keys = join(folder, "keys");
  const file = join(keys, name);
  const kept = await fs.readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  if (/^[0-9a-f]{64}\n$/.test(kept)) return Buffer.from(kept.trim(), "hex");
  const secret = randomBytes(SECRET_BYTES);
  await fs.mkdir(keys, { recursive: true, mode: 0o700 });
  // Put in place whole: a start that was cut short leaves the old file or none.
  const temporary = `${file}.tmp`;
  await fs.writeFile(temporary, `${secret.toString("hex")}\n`, { mode: 0o600 });
  await fs.rename(temporary, file);
  return secret;
}
