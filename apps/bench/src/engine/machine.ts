import { Exchange } from "@probity/core";
import type { OwnerId, Sequence, Timestamp } from "@probity/core";
import { makeWorld } from "./world.ts";
import type { CarryOut, World, WorldSize } from "./world.ts";

/** Time of all commands of a benchmark: no deadline comes into play. */
export const BENCH_TIME = 1_000 as Timestamp;
/** The origin that counts along with the sequence. */
export const BENCH_ORIGIN = 1;

/** A bare exchange with a world in it, and no sequencer around it. */
export async function makeMachine(
  size: WorldSize,
): Promise<{ readonly exchange: Exchange; readonly world: World }> {
  const exchange = Exchange.create();
  const carryOut: CarryOut = (wishes) =>
    Promise.resolve(
      wishes.map(({ actor, content }) => {
        const sequence = (exchange.sequence + 1) as Sequence;
        return [
          ...exchange.execute({
            sequence,
            time: BENCH_TIME,
            origin: BENCH_ORIGIN,
            counter: sequence,
            actor: actor as OwnerId,
            content,
          }),
        ];
      }),
    );
  const world = await makeWorld(size, carryOut);
  return { exchange, world };
}
