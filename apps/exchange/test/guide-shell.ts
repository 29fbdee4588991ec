/** Runs what a page of the documentation tells people to type. */
import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** Without these tools nobody can type it. */
export function hasTools(...tools: readonly string[]): boolean {
  return tools.every((tool) => spawnSync("bash", ["-c", `command -v ${tool}`]).status === 0);
}

/** A page by its path from the root of the project. */
export function page(path: string): string {
  return readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");
}

/** The blocks of a language in a text, in order. */
export function blocks(text: string, language: string): readonly string[] {
  const fence = new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``, "g");
  return [...text.matchAll(fence)].map(([, block = ""]) => block);
}

/** Runs it under bash, which stops at the first command that fails. */
export function run(
  script: string,
  environment: Readonly<Record<string, string>>,
): Promise<{ readonly code: number | null; readonly output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn("bash", ["-euo", "pipefail", "-c", script], {
      env: { ...process.env, ...environment },
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => (output += text));
    }
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, output }));
  });
}
