import { invalid } from "../fields.ts";
import type { SessionId } from "../ids.ts";
import type { Run } from "../run.ts";
import { cancelSome } from "./mass-cancel.ts";
import { endSession } from "./safety.ts";
import { continueTickChange } from "./tick-size.ts";

/** Goes on with the mass cancel, the closing of old sessions or the change of a grid at the head of the work queue. */
export function continueCancel(run: Run): void {
  const { jobs } = run.state;
  const job = jobs[0];
  if (job === undefined || job.kind === "resolution") return run.reject(invalid("type"));
  run.emit({ type: "WorkContinued" });
  if (job.kind === "sessions") {
    if (!closeSessions(run, job.below)) jobs.shift();
    return;
  }
  if (job.kind === "tick") {
    if (continueTickChange(run, job.market)) jobs.shift();
    return;
  }
  const isLeft = cancelSome(run, job.account, job.scope, job.below, job.reason);
  if (!isLeft) jobs.shift();
}

/** @returns whether open sessions with an id below the bound are left. */
function closeSessions(run: Run, below: SessionId): boolean {
  for (const [session, account] of run.state.sessions) {
    if (session >= below) return false;
    if (run.work === 0) return true;
    run.work--;
    endSession(run, account, session);
  }
  return false;
}
