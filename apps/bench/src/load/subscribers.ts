/**
 * Many readers in a process of their own: `subscribers <settings as JSON>`. Opens the
 * connections, says the subscription on each, and says `ready`; for each line `count`
 * it answers what has come since the last one. The first reader may be a slow one: it
 * stops reading once it is subscribed, and nobody waits for it.
 */
import { createInterface } from "node:readline";
import { WsConnection, wsText } from "./ws-client.ts";

export interface SubscriberSettings {
  readonly port: number;
  readonly path: string;
  readonly count: number;
  /** Said first on every connection; null: nothing. */
  readonly subscribe: string | null;
  readonly hasSlowReader: boolean;
}

/** What the readers saw since the last count. */
export interface Deliveries {
  readonly frames: number;
  readonly bytes: number;
  /** Last sequence that every reader but the slow one has seen; 0: none. */
  readonly leastSequence: number;
  /** Connections that the server ended, the slow one's not counted. */
  readonly dropped: number;
  /** Share of a core this process used. */
  readonly cpu: number;
}

const AT_ONCE = 100;
const SEQUENCE = Buffer.from('"seq":');

const settings = JSON.parse(process.argv[2] ?? "") as SubscriberSettings;
const sequences = new Float64Array(settings.count);
let frames = 0;
let bytes = 0;
let dropped = 0;
let usage = process.cpuUsage();
let since = performance.now();

for (let first = 0; first < settings.count; first += AT_ONCE) {
  const size = Math.min(AT_ONCE, settings.count - first);
  await Promise.all(Array.from({ length: size }, (_, index) => open(first + index)));
}
console.log(JSON.stringify("ready"));
createInterface({ input: process.stdin })
  .on("line", () => console.log(JSON.stringify(count())))
  .on("close", () => process.exit(0));

async function open(index: number): Promise<void> {
  const connection = await WsConnection.open(settings.port, settings.path);
  const isSlow = settings.hasSlowReader && index === 0;
  if (isSlow) sequences[index] = Infinity;
  connection.onEnd = () => {
    if (!isSlow) dropped++;
  };
  const { subscribe } = settings;
  if (subscribe !== null) {
    await new Promise<void>((resolve, reject) => {
      connection.onMessage = (text) => {
        if (text.includes('"error"')) reject(new Error(text.toString()));
        resolve();
      };
      connection.send(wsText(subscribe));
    });
  }
  if (isSlow) connection.pause();
  connection.onMessage = (text) => {
    frames++;
    bytes += text.length;
    if (!isSlow) sequences[index] = Math.max(sequences[index]!, sequenceOf(text));
  };
}

function count(): Deliveries {
  const now = performance.now();
  const { user, system } = process.cpuUsage(usage);
  const cpu = (user + system) / 1_000 / (now - since);
  const leastSequence = sequences.reduce((least, sequence) => Math.min(least, sequence), Infinity);
  const answer = { frames, bytes, leastSequence, dropped, cpu };
  frames = bytes = 0;
  usage = process.cpuUsage();
  since = now;
  return answer;
}

/** The number behind the first `"seq":`; 0 if there is none. */
function sequenceOf(text: Buffer): number {
  let at = text.indexOf(SEQUENCE) + SEQUENCE.length;
  if (at < SEQUENCE.length) return 0;
  let value = 0;
  for (let digit = text[at]! - 48; digit >= 0 && digit <= 9; digit = text[++at]! - 48)
    value = value * 10 + digit;
  return value;
}
