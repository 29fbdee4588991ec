import { createHash } from "node:crypto";
import type { EventId } from "@probity/core";
import type { Fact, Projection } from "../projector/projection.ts";
import type { Workspace } from "../projector/workspace.ts";

/** Events with their texts, and every version of their rules. */
export const events: Projection = {
  name: "events",
  writes: ["events", "eventRules"],

  prepare({ event }, rows) {
    if (event.type === "EventCreated") rows.events.isNew(event.event);
    if (event.type === "EventUpdated") rows.events.want(event.event);
  },

  fold(fact, rows) {
    const { event, time, sequence } = fact;
    switch (event.type) {
      case "EventCreated": {
        const { type: _, text, rules, tags, ...rest } = { ...event, tags: [...event.text.tags] };
        const row = { ...rest, ...text, tags, rulesVersion: 1, createdAt: time, updatedAt: time };
        rows.events.put({ ...row, sequence });
        addRules(fact, rows, event.event, 1, rules);
        break;
      }
      case "EventUpdated": {
        const { text, rules, rulesVersion } = event;
        const row = rows.events.get(event.event);
        const changed = text === null ? {} : { ...text, tags: [...text.tags] };
        rows.events.put({ ...row, ...changed, rulesVersion, updatedAt: time, sequence });
        if (rules !== null) addRules(fact, rows, event.event, rulesVersion, rules);
        break;
      }
      default:
        break;
    }
  },
};

function addRules(
  { actor, time, sequence }: Fact,
  rows: Workspace,
  event: EventId,
  version: number,
  text: string,
): void {
  const hash = createHash("sha256").update(text, "utf8").digest("hex");
  rows.eventRules.add({ event, version, text, hash, actor, time, sequence });
}
