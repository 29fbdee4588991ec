/** Runs a bank on a real folder and says what was acknowledged, until it is killed. Argument: the folder. */
import { FileStorage, openSequencer } from "../src/index.ts";
import { bankKind } from "./bank.ts";

const bank = await openSequencer({
  storage: new FileStorage(process.argv[2]!),
  kind: bankKind,
  kindModule: { url: new URL("./bank.ts", import.meta.url).href, exportName: "bankKind" },
  segmentBytes: 65_536,
  snapshotEvery: 500,
});
for (let counter = (await bank.read((machine) => machine.counters.get(1) ?? 0)).value; ;) {
  const burst = Array.from({ length: 16 }, () => {
    const content = { type: "Deposit", account: 1, amount: 1 } as const;
    return bank.submit({ origin: 1, counter: ++counter, actor: 1, content });
  });
  process.stdout.write(`${(await Promise.all(burst)).at(-1)!.sequence}\n`);
}
