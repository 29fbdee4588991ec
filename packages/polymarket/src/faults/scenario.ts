/** What goes wrong, and when: the words an operator or a file says it in. */
import { z } from "zod";

const DAY_MS = 86_400_000;
/** An answer or a message that comes later than that is one that does not come. */
const LATE_MAX_MS = 60_000;

const ms = (most: number) => z.int().min(0).max(most);
const times = z.int().min(1).max(1_000_000_000);

/** When a step is awake: `at` ms after the scenario began, or with the occasion behind the first `after`, `for` so many ms. */
const Awake = {
  at: ms(DAY_MS).default(0),
  after: z.int().min(0).max(1_000_000_000).default(0),
  for: ms(DAY_MS).optional(),
};
/** Which occasions it takes then: each `every`-th, with that chance, at most so many. */
const Taken = {
  ...Awake,
  every: times.default(1),
  chance: z.number().min(0).max(1).default(1),
  count: times.optional(),
};

const Requests = z
  .strictObject({
    host: z.enum(["clob", "gamma", "data"]).optional(),
    method: z.enum(["GET", "POST", "DELETE"]).optional(),
    path: z
      .string()
      .regex(/^\/[\x21-\x7e]{0,200}$/, "a path such as /order is expected, or /data/*")
      .optional()
      .meta({ description: "Without prefix and query; with * at its end all that begin so." }),
    address: z
      .string()
      .regex(/^0x[0-9a-fA-F]{40}$/, "an address is expected")
      .optional()
      .meta({ description: "Of the key the request came with." }),
  })
  .default({});
const market = z
  .string()
  .min(1)
  .max(128)
  .meta({ description: "A condition id, a token id, a slug or the venue's own id." });
const Matches = z.strictObject({ market: market.optional() }).default({});
const Messages = z.strictObject({ channel: z.enum(["market", "user"]).optional() }).default({});

const Step = z
  .discriminatedUnion("fault", [
    z.strictObject({
      fault: z.literal("restart"),
      ...Awake,
      for: ms(DAY_MS).default(90_000),
      post_only_for: ms(DAY_MS).default(120_000),
    }),
    z.strictObject({ fault: z.literal("trading-disabled"), ...Awake }),
    z.strictObject({ fault: z.literal("cancel-only"), ...Awake }),
    z.strictObject({ fault: z.literal("post-only"), ...Awake }),
    z.strictObject({
      fault: z.literal("too-many-requests"),
      ...Taken,
      retry_after: z.int().min(1).max(3_600).default(1),
      match: Requests,
    }),
    z.strictObject({
      fault: z.literal("error"),
      ...Taken,
      status: z.int().min(400).max(599).default(500),
      text: z.string().min(1).max(500),
      match: Requests,
    }),
    z.strictObject({ fault: z.literal("slow"), ...Taken, ms: ms(LATE_MAX_MS), match: Requests }),
    z.strictObject({
      fault: z.literal("close"),
      ...Taken,
      when: z.enum(["before", "after"]).default("before").meta({
        description: "Before anything is done, or after: then it is done, and the answer is lost.",
      }),
      match: Requests,
    }),
    z.strictObject({ fault: z.literal("retrying"), ...Taken, ms: ms(DAY_MS), match: Matches }),
    z.strictObject({
      fault: z.literal("failed"),
      ...Taken,
      ms: ms(DAY_MS).optional().meta({ description: "From the match; usually as to MINED." }),
      match: Matches,
    }),
    z.strictObject({
      fault: z.literal("delayed"),
      at: ms(DAY_MS).default(0),
      for: ms(DAY_MS).optional(),
      ms: z.int().min(1).max(60_000),
      match: z.strictObject({ market }),
    }),
    z.strictObject({
      fault: z.literal("tick-size"),
      at: ms(DAY_MS).default(0),
      tick_size: z.enum(["0.1", "0.01", "0.005", "0.0025", "0.001", "0.0001"]),
      match: z.strictObject({ market }),
    }),
    z.strictObject({
      fault: z.literal("freeze"),
      ...Awake,
      pong: z
        .boolean()
        .default(false)
        .meta({ description: "Whether PING is answered all the same." }),
      match: Messages,
    }),
    z.strictObject({ fault: z.literal("drop"), ...Taken, match: Messages }),
    z.strictObject({ fault: z.literal("duplicate"), ...Taken, match: Messages }),
    z.strictObject({ fault: z.literal("late"), ...Taken, ms: ms(LATE_MAX_MS), match: Messages }),
  ])
  .meta({ id: "FaultStep" });

export const ScenarioRequest = z
  .strictObject({
    seed: z.int().min(0).max(4_294_967_295).default(1),
    steps: z.array(Step).min(1).max(100),
  })
  .meta({ id: "FaultScenario" });

export type Scenario = z.output<typeof ScenarioRequest>;
export type Step = Scenario["steps"][number];
export type StepOf<Fault extends Step["fault"]> = Extract<Step, { readonly fault: Fault }>;
export type RequestMatch = z.output<typeof Requests>;

/** @throws Error that says which step is not usable, and why. */
export function readScenario(text: string): Scenario {
  const parsed = ScenarioRequest.safeParse(jsonIn(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue?.path.join(".") || "the scenario";
  throw new Error(`${place}: ${issue?.message ?? "it is not usable"}`);
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`it is no JSON: ${(error as Error).message}`, { cause: error });
  }
}
