import { Exchange } from "@probity/core";
import type { Event } from "@probity/core";
import type { FeedEntry } from "@probity/sequencer";
import { Duel } from "@probity/simulator";

/** A random history with every command, honest and hostile; it ends where orders wait out a delay, if they do soon. */
export function randomHistory(seed: string, commands: number) {
  const machine = Exchange.create();
  const duel = new Duel(seed, machine);
  const entries: FeedEntry<Event>[] = [];
  duel.join({
    observe({ sequence, time, origin, counter, actor }, events) {
      entries.push({ sequence, time, origin, counter, actor, events: [...events] });
    },
  });
  duel.run(commands);
  const isAnyDelayed = () =>
    machine.accounts().some((account) => machine.delayedOrdersOf(account).length > 0);
  for (let more = 0; more < 3_000 && !isAnyDelayed(); more++) duel.run(1);
  return { machine, entries };
}
