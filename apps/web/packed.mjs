/** Packs what the browser loads, once, so that the venue need not with each request. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import zlib from "node:zlib";

const brotli = promisify(zlib.brotliCompress);
const gzip = promisify(zlib.gzip);

/** Pictures and fonts are packed already. */
const WORTH_IT = /\.(js|css|html|svg|json)$/;
/** Shorter ones fit into a packet or two as they are. */
const LEAST_BYTES = 1_024;
/** Almost as small as the best, in a fifth of the time. */
const BROTLI = { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 9 } };

/** @param {string} folder gets a `.br` and a `.gz` beside each file that is worth it. */
export async function pack(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && WORTH_IT.test(entry.name),
  );
  await Promise.all(
    files.map(async ({ parentPath, name }) => {
      const path = join(parentPath, name);
      const bytes = readFileSync(path);
      if (bytes.length < LEAST_BYTES) return;
      writeFileSync(`${path}.br`, await brotli(bytes, BROTLI));
      writeFileSync(`${path}.gz`, await gzip(bytes, { level: 9 }));
    }),
  );
}
