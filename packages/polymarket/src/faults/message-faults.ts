import type { Faults } from "../ports.ts";
import type { RunningScenario } from "./running-scenario.ts";

/** Messages that wait at the same time; beyond them they are not late. */
const LATE_MAX = 10_000;

/** Lets messages of the sockets be lost, come twice or come late. */
export class MessageFaults implements Faults {
  readonly #running: () => RunningScenario | null;
  readonly #waiting = new Set<NodeJS.Timeout>();

  constructor(running: () => RunningScenario | null) {
    this.#running = running;
  }

  deliver(channel: "market" | "user", send: () => void, isPong = false): void {
    const running = this.#running();
    if (running === null) return send();
    let copies = 1;
    let lateMs = 0;
    for (const one of running.of("freeze", "drop", "duplicate", "late")) {
      const { step } = one;
      if (step.match.channel !== undefined && step.match.channel !== channel) continue;
      if (isPong && (step.fault !== "freeze" || step.pong)) continue;
      if (!one.takes(() => `a message of the ${channel} channel`)) continue;
      if (step.fault === "freeze" || step.fault === "drop") return;
      if (step.fault === "duplicate") copies += 1;
      else lateMs = Math.max(lateMs, step.ms);
    }
    const deliver = (): void => {
      for (let copy = 0; copy < copies; copy += 1) send();
    };
    if (lateMs === 0 || this.#waiting.size >= LATE_MAX) return deliver();
    const timer = setTimeout(() => {
      this.#waiting.delete(timer);
      deliver();
    }, lateMs);
    this.#waiting.add(timer.unref());
  }

  /** What is late by now does not come. */
  close(): void {
    for (const timer of this.#waiting) clearTimeout(timer);
    this.#waiting.clear();
  }
}
