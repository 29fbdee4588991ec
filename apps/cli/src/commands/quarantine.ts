import { FileStorage, Quarantine } from "@probity/sequencer";
import { dataFolder } from "../data-folder.ts";
import { UsageError } from "../usage-error.ts";

/** Lists, shows and discards the commands that the machine broke on. */
export async function quarantine(args: readonly string[]): Promise<void> {
  const [action, ...rest] = args;
  switch (action) {
    case "list":
      return list(rest);
    case "show":
      return show(rest);
    case "discard":
      return discard(rest);
    default:
      throw new UsageError("say list, show or discard");
  }
}

async function list([folder]: readonly string[]): Promise<void> {
  const { commands } = await open(folder);
  const all = await commands.list();
  if (all.length === 0) return console.log("Nothing is set aside.");
  for (const { id, time, actor, message } of all) {
    console.log(`${id}  ${new Date(time).toISOString()}  owner ${actor}  ${message}`);
  }
}

async function show([named, folder]: readonly string[]): Promise<void> {
  const id = idOf(named);
  const { commands } = await open(folder);
  const command = await commands.show(id);
  if (command === null) throw new Error(`Nothing is set aside as ${id}.`);
  console.log(JSON.stringify(command, undefined, 2));
}

/** Needs the folder for itself: a venue that runs would not notice. */
async function discard([named, folder]: readonly string[]): Promise<void> {
  const id = idOf(named);
  const { commands, storage } = await open(folder);
  const lock = await storage.lock();
  try {
    // Whoever holds the folder is nobody the venue knows.
    const decision = { action: "discarded", by: 0, at: Date.now() } as const;
    if ((await commands.decide(id, decision)) === null)
      throw new Error(`Nothing is set aside as ${id}.`);
    console.log(`Discarded ${id}; the same request may be tried again.`);
  } finally {
    await lock.release();
  }
}

async function open(folder: string | undefined) {
  const storage = new FileStorage(dataFolder(folder));
  return { storage, commands: await Quarantine.open(storage, "exchange/quarantine") };
}

function idOf(id: string | undefined): string {
  if (id === undefined || !/^[0-9-]+$/.test(id)) throw new UsageError("say which: an id as listed");
  return id;
}
