/**
 * Runs a PostgreSQL server for as long as whoever started this process lives: its
 * standard input is a pipe from there, and when that ends, however it ends, the
 * server is stopped and its folder removed.
 *
 * node postgres-guard.mjs <folder> <uid> <postgres> <arguments…>
 */
import { spawn } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const [folder = "", uid = "", postgres = "", ...parameters] = process.argv.slice(2);
const who = uid === "" ? {} : { uid: Number(uid), gid: Number(uid) };
const server = spawn(postgres, parameters, {
  ...who,
  cwd: folder,
  stdio: ["ignore", "ignore", "inherit"],
  env: { PATH: dirname(postgres), LC_ALL: "C" },
});
writeFileSync(join(folder, "guard.pid"), `${process.pid}\n${server.pid ?? ""}\n`);

let isStopping = false;
function stop() {
  if (isStopping) return;
  isStopping = true;
  server.kill("SIGQUIT"); // at once: what is in it is worth nothing
  setTimeout(() => server.kill("SIGKILL"), 5_000).unref();
}
server.on("exit", () => {
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
});
process.stdin.resume().on("end", stop).on("error", stop);
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) process.on(signal, stop);
