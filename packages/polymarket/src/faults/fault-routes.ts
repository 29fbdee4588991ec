import { BEARER, NoQuery, answers, operator } from "@probity/gateway";
import type { App, Venue } from "@probity/gateway";
import { formatTime } from "@probity/protocol";
import { z } from "zod";
import type { RunningScenario } from "./running-scenario.ts";
import { ScenarioRequest } from "./scenario.ts";
import type { Scenario } from "./scenario.ts";

const FaultsAnswer = z
  .object({
    seq: z.int(),
    scenario: ScenarioRequest.nullable(),
    began_at: z.string().nullable(),
    steps: z.array(
      z.object({
        fault: z.string(),
        is_awake: z.boolean(),
        occasions: z.int(),
        fired: z.int(),
      }),
    ),
    fired: z
      .array(z.object({ at: z.string(), step: z.int(), fault: z.string(), subject: z.string() }))
      .meta({ description: "The latest 1,000, oldest first." }),
    problems: z.array(z.object({ at: z.string(), step: z.int(), text: z.string() })).meta({
      description: "What could not be let happen, such as a match that could not be reversed.",
    }),
  })
  .meta({ id: "Faults" });

/** What the routes of a sandbox do. */
export interface FaultControl {
  readonly running: RunningScenario | null;
  begin(scenario: Scenario): Promise<void>;
  /** What ran stays there to be read. */
  end(): Promise<void>;
  /** What ran last, when nothing runs. */
  readonly last: RunningScenario | null;
}

/** How operators of a sandbox let things go wrong for Polymarket's clients. */
export function faultRoutes(api: App, venue: Venue, control: FaultControl): void {
  const path = "/admin/polymarket/faults";
  const onRequest = operator(venue);
  const common = { tags: ["operators"], security: BEARER, querystring: NoQuery };
  const response = answers(FaultsAnswer);
  const answer = (): z.output<typeof FaultsAnswer> => {
    const seq = venue.sequencer.durableSequence;
    return { seq, ...reportOf(control.running ?? control.last, control.running !== null) };
  };

  api.get(
    path,
    {
      onRequest,
      schema: { ...common, summary: "What goes wrong by the scenario, and what did", response },
    },
    async () => answer(),
  );

  api.put(
    path,
    {
      onRequest,
      schema: {
        ...common,
        summary: "Begin a fault scenario for Polymarket's clients; one that runs ends",
        body: ScenarioRequest,
        response,
      },
    },
    async (request) => {
      await control.begin(request.body);
      request.log.warn({ steps: request.body.steps.length }, "a fault scenario began");
      return answer();
    },
  );

  api.delete(
    path,
    {
      onRequest,
      schema: { ...common, summary: "End the fault scenario; all is well from then on", response },
    },
    async () => {
      await control.end();
      return answer();
    },
  );
}

function reportOf(ran: RunningScenario | null, isOn: boolean) {
  const listed = (all: readonly { readonly at: number }[] | undefined) =>
    (all ?? []).map((one) => ({ ...one, at: formatTime(one.at) }));
  return {
    scenario: isOn && ran !== null ? ran.scenario : null,
    began_at: isOn && ran !== null ? formatTime(ran.beganAt) : null,
    steps: (ran?.steps ?? []).map(({ step, isAwake, occasions, fired }) => ({
      fault: step.fault,
      is_awake: isOn && isAwake,
      occasions,
      fired,
    })),
    fired: listed(ran?.fired) as z.output<typeof FaultsAnswer>["fired"],
    problems: listed(ran?.problems) as z.output<typeof FaultsAnswer>["problems"],
  };
}
