import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "..");

test("every file that the architecture page names is there", () => {
  const page = readFileSync(join(ROOT, "docs/architecture.md"), "utf8");
  const named = [...page.matchAll(/`([a-z-]+\/src\/[\w./-]*)`/g)].map(([, path = ""]) => path);
  expect(named.length).toBeGreaterThan(20);
  const isThere = (path: string) =>
    ["packages", "apps"].some((parent) => existsSync(join(ROOT, parent, path)));
  expect(named.filter((path) => !isThere(path))).toEqual([]);
});

test("every relative link of the documents leads somewhere", () => {
  const folders = readdirSync(join(ROOT, "packages")).map((name) => `packages/${name}`);
  const pages = [
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "data/README.md",
    ...readdirSync(join(ROOT, "docs"), { recursive: true }).map((name) => `docs/${String(name)}`),
    ...[...folders, "apps/bench", "apps/cli", "apps/exchange", "apps/web"].map(
      (folder) => `${folder}/README.md`,
    ),
  ].filter((path) => path.endsWith(".md"));
  const broken: string[] = [];
  for (const page of pages) {
    const text = readFileSync(join(ROOT, page), "utf8");
    for (const [, target = ""] of text.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)) {
      if (!existsSync(join(ROOT, dirname(page), target))) broken.push(`${page}: ${target}`);
    }
  }
  expect(broken).toEqual([]);
});

test("every picture a document shows is there, and every picture there is shown", () => {
  const text = readFileSync(join(ROOT, "README.md"), "utf8");
  const shown = [...text.matchAll(/(?:src|srcset)="(docs\/images\/[^"]+)"/g)].map(
    ([, path = ""]) => path,
  );
  expect(shown.length).toBeGreaterThan(5);
  expect(shown.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  const kept = readdirSync(join(ROOT, "docs/images")).map((name) => `docs/images/${name}`);
  expect(kept.filter((path) => !shown.includes(path))).toEqual([]);
});
