/** How the two threads of a store talk: calls and their answers, and progress without being asked. */
import type { MessagePort } from "node:worker_threads";
import type { Progress } from "./progress.ts";
import type { Runner } from "./runner.ts";

/** What may be called across threads. */
export type RunnerPort = Pick<
  Runner,
  "run" | "wake" | "deadLetters" | "deadLetter" | "retry" | "close"
>;
export type Method = keyof RunnerPort;

export interface Call {
  readonly id: number;
  readonly method: Method;
  readonly parameters: readonly unknown[];
}

export type Message =
  | { readonly kind: "progress"; readonly progress: Progress }
  | { readonly kind: "answer"; readonly id: number; readonly value: unknown }
  | {
      readonly kind: "failure";
      readonly id: number;
      readonly message: string;
      /** By which PostgreSQL names an error, if it was one. */
      readonly code: string | undefined;
    };

/** Answers calls from `port` with the runner's methods. */
export function answerCalls(port: MessagePort, runner: RunnerPort): void {
  const answer = async ({ id, method, parameters }: Call): Promise<Message> => {
    try {
      const called = runner[method].bind(runner) as (...all: unknown[]) => unknown;
      return { kind: "answer", id, value: await called(...parameters) };
    } catch (error) {
      const { message, code } = error as Error & { code?: string };
      return { kind: "failure", id, message, code };
    }
  };
  port.on("message", (call: Call) => void answer(call).then((reply) => port.postMessage(reply)));
}
