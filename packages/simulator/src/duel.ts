import type {
  Command,
  CommandContent,
  Event,
  Exchange,
  OwnerId,
  Sequence,
  Timestamp,
} from "@probity/core";
import { firstDifference, isSame, show } from "./compare.ts";
import { Random } from "./random.ts";
import { ReferenceExchange } from "./reference-exchange.ts";
import { Workload } from "./workload.ts";

/** Looks on while a duel is fought, and may object by throwing. */
export interface Witness {
  prepare?(command: Command): void;
  observe(command: Command, events: readonly Event[]): void;
}

/** The machine and the reference have parted, or a law is broken; says all that is needed to see it again. */
export class SimulationFailure extends Error {
  constructor(seed: number | string, sequence: number, what: string, cause?: unknown) {
    super(`seed ${String(seed)}, sequence ${String(sequence)}: ${what}`, { cause });
    this.name = "SimulationFailure";
  }
}

/** Origins of the commands: the driver's own, and three gateways. */
const DRIVER = 0;
const GATEWAYS = 3;
const AWAY_MS = 900_000;
/** Command time begins on a day in 2023. */
const DAWN = 1_700_000_000_000;

/**
 * Machine against reference: both get every command of the workload and must
 * answer with the same events. The duel plays the sequencer: it stamps commands,
 * puts in what is overdue and goes on with bounded work at moments of its choice.
 */
export class Duel {
  readonly seed: number | string;
  readonly reference = new ReferenceExchange();
  readonly machine: Exchange;
  private readonly witnesses: Witness[] = [];
  private readonly random: Random;
  private readonly workload: Workload;
  private readonly counters: number[] = Array.from({ length: GATEWAYS + 1 }, () => 0);
  private time = DAWN;

  constructor(seed: number | string, machine: Exchange) {
    this.seed = seed;
    this.machine = machine;
    const random = new Random(seed);
    this.random = random.split("driver");
    this.workload = new Workload(random.split("workload"), machine);
    this.witnesses.push(this.workload);
  }

  /** Everybody who joins sees every command after it was executed. */
  join(witness: Witness): void {
    this.witnesses.push(witness);
  }

  /** Fights on for at least `commands` more commands. */
  run(commands: number): void {
    const end = this.machine.sequence + commands;
    while (this.machine.sequence < end) this.step();
  }

  private step(): void {
    this.time += this.workload.pauseMs();
    const again = this.workload.redelivered();
    if (again !== null) {
      this.catchUp();
      this.execute({ ...again, ...this.stamp() });
      return;
    }
    const { actor, content } = this.workload.next();
    const wasAway = content.type === "ResumeVenue" && this.random.chance(0.5);
    // A venue that recovers may have been away while deadlines passed.
    if (wasAway) this.time += this.random.below(AWAY_MS);
    else this.catchUp();
    this.send(this.random.between(1, GATEWAYS), actor, content);
    this.work();
  }

  /** Lets fall due what is overdue before the next command. */
  private catchUp(): void {
    for (;;) {
      const due = this.machine.overdue(this.time);
      this.expectSame("overdue", due, this.reference.overdue(this.time));
      if (due === null) return;
      this.execute(this.command(DRIVER, 0 as OwnerId, due.content, due.time));
    }
  }

  /** Goes on with bounded work, or leaves it for later. */
  private work(): void {
    for (;;) {
      const content = this.machine.pendingWork();
      this.expectSame("pending work", content, this.reference.pendingWork());
      if (content === null || this.random.chance(0.88)) return;
      this.catchUp();
      const still = this.machine.pendingWork();
      if (still !== null) this.send(DRIVER, 0 as OwnerId, still);
    }
  }

  private send(origin: number, actor: OwnerId, content: CommandContent): void {
    this.execute(this.command(origin, actor, content, this.time as Timestamp));
  }

  private command(
    origin: number,
    actor: OwnerId,
    content: CommandContent,
    time: Timestamp,
  ): Command {
    const counter = (this.counters[origin] ?? 0) + 1;
    this.counters[origin] = counter;
    return { ...this.stamp(), time, origin, counter, actor, content };
  }

  private stamp(): { readonly sequence: Sequence; readonly time: Timestamp } {
    return {
      sequence: (this.machine.sequence + 1) as Sequence,
      time: this.time as Timestamp,
    };
  }

  /** Executes a command on both sides. Throws where they part. */
  private execute(command: Command): void {
    for (const witness of this.witnesses) this.hear(() => witness.prepare?.(command));
    const expected = this.reference.execute(command);
    const events = this.executeOnMachine(command);
    if (!isSame(events, expected)) {
      const difference = firstDifference(events, expected) ?? "";
      throw this.failure(
        [
          `machine and reference differ at ${difference}`,
          `command:   ${show(command)}`,
          `machine:   ${show(events)}`,
          `reference: ${show(expected)}`,
        ].join("\n  "),
      );
    }
    for (const witness of this.witnesses) this.hear(() => witness.observe(command, events));
  }

  /** Lets somebody speak, and puts seed and sequence to an objection. */
  hear(speak: () => void): void {
    try {
      speak();
    } catch (error) {
      throw this.failure(error instanceof Error ? error.message : String(error), error);
    }
  }

  private executeOnMachine(command: Command): readonly Event[] {
    try {
      return this.machine.execute(command).toArray();
    } catch (error) {
      throw this.failure(`the machine threw at ${show(command)}: ${String(error)}`, error);
    }
  }

  /** Throws unless the machine shows what the reference shows. */
  expectSame(what: string, machine: unknown, reference: unknown): void {
    if (isSame(machine, reference)) return;
    const difference = firstDifference(machine, reference) ?? "";
    throw this.failure(`${what} of machine and reference differ at ${difference}`);
  }

  failure(what: string, cause?: unknown): SimulationFailure {
    return new SimulationFailure(this.seed, this.reference.sequence, what, cause);
  }
}
