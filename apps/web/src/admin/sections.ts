/** The operators' pages, in the order of the list at the side. */
export const SECTIONS = ["events", "endings", "people", "money", "audit", "health"] as const;
export type Section = (typeof SECTIONS)[number];

/** The page for a new event stands beside those of events, under a name no section has. */
export const NEW_EVENT = "new-event";

export function sectionOf(name: string | undefined): Section | typeof NEW_EVENT | null {
  if (name === undefined) return "events";
  if (name === NEW_EVENT) return NEW_EVENT;
  return SECTIONS.find((section) => section === name) ?? null;
}
