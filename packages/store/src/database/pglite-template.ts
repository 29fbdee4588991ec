import { access, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { PGlite } from "@electric-sql/pglite";

/** Its own choice is 128 MB, all of it memory of the venue; what is hot the projector knows itself, the rest the system's cache has. */
const START = [...PGlite.defaultStartParams, "-c", "shared_buffers=32MB"];

const FOLDER = new URL("../../../../node_modules/.cache/probity/", import.meta.url);

/**
 * Opens a database. Making an empty one takes seconds of a processor, copying one a tenth of that;
 * so the first in memory, as tests make them, is kept where build tools keep such things.
 */
export async function openFromTemplate(folder: string | null): Promise<PGlite> {
  const where = { startParams: START, ...(folder === null ? {} : { dataDir: folder }) };
  if (folder !== null && (await exists(join(folder, "PG_VERSION")))) return PGlite.create(where);
  const file = new URL(`pglite-${await versionOf()}.tar`, FOLDER);
  const template = await readFile(file).catch(() => null);
  if (template !== null) return PGlite.create({ ...where, loadDataDir: new Blob([template]) });
  const pglite = await PGlite.create(where);
  // Without a place to keep it the next one takes as long again, and that is all.
  if (folder === null) await keep(file, await pglite.dumpDataDir("none")).catch(() => {});
  return pglite;
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

/** Whole or not at all: several tests may begin at once. */
async function keep(file: URL, template: Blob): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  const temporary = new URL(`${file.href}.${process.pid}`);
  await writeFile(temporary, new Uint8Array(await template.arrayBuffer()));
  await rename(temporary, file).catch(() => rm(temporary, { force: true }));
}

async function versionOf(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve("@electric-sql/pglite");
  const text = await readFile(join(dirname(entry), "../package.json"), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
