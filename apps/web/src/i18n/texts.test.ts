/** Every text of the app exists in every language, and none stands in the components themselves. */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, test } from "vitest";

const SOURCES = join(import.meta.dirname, "..");
/** What is the same in every language. */
const NAMES = new Set(["Probity", "English", "中文", "CSV", "SHA-256", "https"]);
/** Attributes that are read to people. */
const SPOKEN = new Set([
  "alt",
  "aria-label",
  "aria-description",
  "label",
  "placeholder",
  "title",
  "hint",
]);

/** What an id looks like is the same in every language. */
const AN_ID = /^[a-z]{3}_[0-9-]+$/;

const en = textsOf("en");
const zh = textsOf("zh");
const files = readdirSync(SOURCES, { recursive: true, encoding: "utf8" })
  .filter((path) => /\.tsx?$/.test(path) && !path.endsWith(".test.ts"))
  .map((path) => ({
    path,
    syntax: ts.createSourceFile(
      path,
      readFileSync(join(SOURCES, path), "utf8"),
      ts.ScriptTarget.Latest,
      true,
    ),
  }));

describe("texts", () => {
  test("each is there in English and in Chinese", () => {
    expect([...new Set([...zh.keys()].map(stem))].toSorted()).toEqual(
      [...new Set([...en.keys()].map(stem))].toSorted(),
    );
  });

  test("both say the same things about a text's values", () => {
    const differing = [...en].flatMap(([key, text]) => {
      // Chinese has one form for any number.
      const other = zh.get(key) ?? zh.get(`${stem(key)}_other`) ?? "";
      const [ours, theirs] = [valuesOf(text), valuesOf(other)];
      // "One share" need not say the number.
      const isSame = key.endsWith("_one") || ours.join() === theirs.join();
      return isSame ? [] : [`${key}: ${ours.join()} / ${theirs.join()}`];
    });
    expect(differing).toEqual([]);
  });

  test("none is empty", () => {
    const empty = [...en, ...zh].filter(([, text]) => text.trim() === "").map(([key]) => key);
    expect(empty).toEqual([]);
  });

  const used = files.flatMap(({ path, syntax }) =>
    keysUsedIn(syntax).map((key) => ({ path, key })),
  );
  const stems = new Set([...en.keys()].map(stem));

  test("each that is used is there", () => {
    const missing = used
      .filter(({ key }) => ![...stems].some((known) => patternOf(key).test(known)))
      .map(({ path, key }) => `${path}: ${key}`);
    expect(used.length).toBeGreaterThan(50);
    expect(missing).toEqual([]);
  });

  test("each that is there is used", () => {
    const literals = new Set(files.flatMap(({ syntax }) => literalsOf(syntax)));
    const patterns = files.flatMap(({ syntax }) => templatesOf(syntax)).map(patternOf);
    const unused = [...stems].filter(
      (key) => !literals.has(key) && !patterns.some((pattern) => pattern.test(key)),
    );
    expect(unused).toEqual([]);
  });

  test("none stands in a component", () => {
    const found = files.flatMap(({ path, syntax }) =>
      wordsIn(syntax).map(({ text, line }) => `${path}:${line}: ${text}`),
    );
    expect(found).toEqual([]);
  });
});

function textsOf(language: string): Map<string, string> {
  const file = join(import.meta.dirname, `${language}.json`);
  const texts = new Map<string, string>();
  const walk = (value: unknown, path: string): void => {
    if (typeof value === "string") texts.set(path, value);
    else {
      for (const [key, inner] of Object.entries(value as object)) {
        walk(inner, path === "" ? key : `${path}.${key}`);
      }
    }
  };
  walk(JSON.parse(readFileSync(file, "utf8")), "");
  return texts;
}

/** Without the ending that says for which numbers a text is. */
function stem(key: string): string {
  return key.replace(/_(zero|one|two|few|many|other)$/, "");
}

function valuesOf(text: string): string[] {
  return [...text.matchAll(/\{\{\s*(\w+)/g)].map(([, name = ""]) => name).toSorted();
}

/** @param key with `*` for what is known only when the app runs. */
function patternOf(key: string): RegExp {
  return new RegExp(`^${key.replaceAll(".", "\\.").replaceAll("*", ".+")}$`);
}

/** Keys put together anywhere, `*` for each part that is computed. */
function templatesOf(file: ts.SourceFile): string[] {
  const found: string[] = [];
  visit(file, (node) => {
    if (ts.isTemplateExpression(node) && /^\w+\./.test(node.head.text)) found.push(withStars(node));
  });
  return found;
}

function withStars({ head, templateSpans }: ts.TemplateExpression): string {
  return head.text + templateSpans.map(({ literal }) => `*${literal.text}`).join("");
}

/** What is said to `t`, `*` for each part that is computed; nothing for what is computed wholly. */
function keysUsedIn(file: ts.SourceFile): string[] {
  const keys: string[] = [];
  const take = (said: ts.Expression): void => {
    if (ts.isStringLiteralLike(said)) keys.push(said.text);
    else if (ts.isConditionalExpression(said)) {
      take(said.whenTrue);
      take(said.whenFalse);
    } else if (ts.isParenthesizedExpression(said)) take(said.expression);
    else if (ts.isTemplateExpression(said)) {
      const key = withStars(said);
      if (key.startsWith("*")) return;
      keys.push(key);
    }
  };
  visit(file, (node) => {
    if (!ts.isCallExpression(node)) return;
    const { expression: called } = node;
    const name = ts.isPropertyAccessExpression(called) ? called.name : called;
    const [said] = node.arguments;
    if (ts.isIdentifier(name) && name.text === "t" && said !== undefined) take(said);
  });
  return keys;
}

/** Everything in quotes: what is picked from a table and given to `t` later is among it. */
function literalsOf(file: ts.SourceFile): string[] {
  const found: string[] = [];
  visit(file, (node) => {
    if (ts.isStringLiteralLike(node)) found.push(node.text);
  });
  return found;
}

/** Words people would read that no translator sees. */
function wordsIn(file: ts.SourceFile): { readonly text: string; readonly line: number }[] {
  const found: { text: string; line: number }[] = [];
  const take = (node: ts.Node, text: string): void => {
    const plain = text.replaceAll(/^[\s·:/–]+|[\s·:/–]+$/g, "");
    if (!/\p{L}{2}/u.test(plain) || NAMES.has(plain) || AN_ID.test(plain)) return;
    found.push({ text: plain, line: file.getLineAndCharacterOfPosition(node.getStart()).line + 1 });
  };
  visit(file, (node) => {
    if (ts.isJsxText(node)) take(node, node.text);
    if (ts.isJsxAttribute(node) && SPOKEN.has(node.name.getText())) {
      const { initializer: value } = node;
      if (value !== undefined && ts.isStringLiteral(value)) take(value, value.text);
    }
    // {"text"} and {is ? "text" : …} between tags.
    if (ts.isJsxExpression(node) && node.parent !== undefined && !ts.isJsxAttribute(node.parent)) {
      const said = node.expression;
      if (said === undefined) return;
      const parts = ts.isConditionalExpression(said) ? [said.whenTrue, said.whenFalse] : [said];
      for (const part of parts) if (ts.isStringLiteralLike(part)) take(part, part.text);
    }
  });
  return found;
}

function visit(node: ts.Node, look: (node: ts.Node) => void): void {
  look(node);
  ts.forEachChild(node, (child) => visit(child, look));
}
