/** What is made from the API: `npm run generate` writes it anew. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readFileSync } from "node:fs";
import { readConfig, startVenue } from "@probity/exchange";
import { beforeAll, expect, test } from "vitest";
import { catalogueFile, catalogueOf, clientTable, routesOf } from "./api-files.ts";
import type { ApiDocument } from "./api-files.ts";
import { cliPage, restPage } from "./reference-pages.ts";

let document: ApiDocument;

/** The document is the one a venue answers with, so that whatever it serves is in it. */
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), "probity-reference-"));
  const settings = { PORT: "0", LOG_LEVEL: "silent", PROBITY_DATA: folder };
  const venue = await startVenue(readConfig(settings), () => {});
  document = (await (await fetch(`${venue.url}/api/docs/json`)).json()) as ApiDocument;
  await venue.close();
  await rm(folder, { recursive: true, force: true });
});

test("S3.22 the generated client and the command line's catalogue are the venue's own document", async () => {
  const catalogue = catalogueFile(catalogueOf(document));
  await expect(catalogue).toMatchFileSnapshot("../src/api/operations.json");
  const table = clientTable(routesOf(document));
  await expect(table).toMatchFileSnapshot("../../../packages/client/src/operations.ts");
  // `npm run generate` is this test, writing.
  const manifest = readFileSync(new URL("../../../package.json", import.meta.url), "utf8");
  const { scripts } = JSON.parse(manifest) as { scripts: Record<string, string> };
  expect(scripts["generate"]).toMatch(/vitest\.mjs run reference\.test -u$/);
});

test("S4.31 docs/reference/rest.md tells of every operation of the venue", async () => {
  const page = restPage(document);
  for (const { described } of routesOf(document)) {
    expect(page).toContain(`\n### ${described.operationId}\n`);
  }
  await expect(page).toMatchFileSnapshot("../../../docs/reference/rest.md");
});

test("docs/reference/cli.md has the command of every operation", async () => {
  await expect(cliPage(document)).toMatchFileSnapshot("../../../docs/reference/cli.md");
});
