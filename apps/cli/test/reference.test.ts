/** The reference pages are made from the tables they describe: `npx vitest run reference -u` writes them anew. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { configReference, readConfig, startVenue } from "@probity/exchange";
import { ERRORS } from "@probity/protocol";
import { beforeAll, expect, test } from "vitest";
import { catalogueFile, catalogueOf, clientTable, routesOf } from "./api-files.ts";
import type { ApiDocument } from "./api-files.ts";

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

test("the command line's catalogue and the client's table are the venue's own document", async () => {
  const catalogue = catalogueFile(catalogueOf(document));
  await expect(catalogue).toMatchFileSnapshot("../src/api/operations.json");
  const table = clientTable(routesOf(document));
  await expect(table).toMatchFileSnapshot("../../../packages/client/src/operations.ts");
});

test("docs/reference/configuration.md is the table of settings", async () => {
  const page = [
    "# Configuration",
    "",
    "Settings are environment variables; everything has a safe default. `node bin/probity.mjs config` prints this table.",
    "",
    configReference(),
    "",
  ].join("\n");
  await expect(page).toMatchFileSnapshot("../../../docs/reference/configuration.md");
});

test("docs/reference/errors.md is the table of errors", async () => {
  const rows = Object.entries(ERRORS).map(([code, { status, sentence, facts }]) => {
    const details = Object.entries(facts).map(([fact, unit]) => `\`${fact}\` (${unit})`);
    return `| \`${code}\` | ${status} | ${sentence} | ${details.join(", ")} |`;
  });
  const page = [
    "# Errors",
    "",
    'A refusal is `{"error": {"code", "message", "details"}}` with the status below, and `seq` when the machine was asked. Codes never change',
    "their meaning. Of two reasons that hold, the one that stands earlier is given.",
    "",
    "| Code | Status | Message | Details |",
    "| --- | --- | --- | --- |",
    ...rows,
    "",
  ].join("\n");
  await expect(page).toMatchFileSnapshot("../../../docs/reference/errors.md");
});
