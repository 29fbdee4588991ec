import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const SOURCE = fileURLToPath(new URL("../../twin/book.cpp", import.meta.url));
const FLAGS = ["-std=c++20", "-O3", "-march=native"];

/** The twin's program, or why there is none. */
export type Twin =
  | { readonly kind: "present"; readonly program: string; readonly compiler: string }
  | { readonly kind: "absent"; readonly reason: string };

/** Compiles the twin, once for each source and compiler, into a folder outside the tree. */
export function compileTwin(): Twin {
  const version = spawnSync("g++", ["--version"], { encoding: "utf8" });
  if (version.error !== undefined || version.status !== 0)
    return { kind: "absent", reason: "there is no g++ on this machine" };
  const compiler = version.stdout.split("\n", 1)[0] ?? "g++";
  const content = createHash("sha256").update(readFileSync(SOURCE)).update(compiler);
  const name = content.update(FLAGS.join(" ")).digest("hex").slice(0, 16);
  const folder = join(tmpdir(), `probity-bench-twin-${userInfo().username}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const program = join(folder, name);
  if (!existsSync(program)) {
    const unfinished = `${program}.${process.pid}`;
    const compiled = spawnSync("g++", [...FLAGS, "-o", unfinished, SOURCE], { encoding: "utf8" });
    if (compiled.status !== 0)
      return { kind: "absent", reason: `g++ refused it: ${compiled.stderr.slice(0, 500)}` };
    renameSync(unfinished, program);
  }
  return { kind: "present", program, compiler: `${compiler}, ${FLAGS.slice(1).join(" ")}` };
}
