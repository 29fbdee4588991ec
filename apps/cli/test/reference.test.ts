/** The reference pages are made from the tables they describe: `npx vitest run reference -u` writes them anew. */
import { configReference, environmentExample } from "@probity/exchange";
import { ERRORS } from "@probity/protocol";
import { expect, test } from "vitest";

test("docs/reference/configuration.md is the table of settings", async () => {
  const page = [
    "# Configuration",
    "",
    "Settings are environment variables, or stand in the TOML file that `PROBITY_CONFIG` names: a table for each section, and in it the",
    "variable in small letters (`[server]`, `port = 8080`). The environment wins. Everything has a safe default.",
    "`node bin/probity.mjs config` prints this table, `config show` what is in force and where it comes from, `config check` whether it is usable.",
    "",
    "In production (`NODE_ENV=production`) the venue does not start with a secret of the documentation, a placeholder, or `CORS_ORIGIN=*`.",
    "",
    configReference(),
    "",
  ].join("\n");
  await expect(page).toMatchFileSnapshot("../../../docs/reference/configuration.md");
});

test(".env.example names every setting, and changes none", async () => {
  const text = environmentExample();
  await expect(text).toMatchFileSnapshot("../../../.env.example");
  expect(text.split("\n").filter((line) => line !== "" && !line.startsWith("#"))).toEqual([]);
});

test("S4.31 docs/reference/errors.md is the table of errors, with cause and mend", async () => {
  const rows = Object.entries(ERRORS).map(([code, { status, sentence, facts }]) => {
    const details = Object.entries(facts).map(([fact, unit]) => `\`${fact}\` (${unit})`);
    const end = sentence.search(/\. [A-Z]/);
    const cause = end === -1 ? sentence : sentence.slice(0, end + 1);
    const mend = end === -1 ? "`problem` says what is expected." : sentence.slice(end + 2);
    return `| \`${code}\` | ${status} | ${cause} | ${mend} | ${details.join(", ")} |`;
  });
  const page = [
    "# Errors",
    "",
    'A refusal is `{"error": {"code", "message", "details"}}` with the status below, and `seq` when the machine was asked. The message is cause',
    "and mend in one. Codes never change their meaning. Of two reasons that hold, the one that stands earlier is given.",
    "",
    "| Code | Status | Cause | How to mend it | Details |",
    "| --- | --- | --- | --- | --- |",
    ...rows,
    "",
  ].join("\n");
  await expect(page).toMatchFileSnapshot("../../../docs/reference/errors.md");
});
