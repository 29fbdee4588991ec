import { createHash } from "node:crypto";
import type { EventId } from "@probity/core";
import type { CatalogueEvent } from "@probity/market-data";

/** A word that events are found by: one of their tags, or their category. */
export interface Tag {
  /** Made of the slug, so it is the same for ever. */
  readonly id: number;
  readonly label: string;
  readonly slug: string;
}

/** Of a hash: as many as a JSON number surely holds. */
const ID_BYTES = 5;

/** Tags of events, by id and by slug, with the events that have them. */
export class TagBook {
  readonly #tags = new Map<number, Tag>();
  readonly #bySlug = new Map<string, Tag>();
  readonly #events = new Map<number, Set<EventId>>();
  /** Of these, how many are open. */
  readonly #open = new Map<number, number>();
  readonly #isOpen = new Set<EventId>();
  readonly #ofEvent = new Map<EventId, readonly Tag[]>();

  /** Of an event, its category first. */
  of(event: EventId): readonly Tag[] {
    return this.#ofEvent.get(event) ?? [];
  }

  byId(id: number): Tag | null {
    return this.#tags.get(id) ?? null;
  }

  bySlug(slug: string): Tag | null {
    return this.#bySlug.get(slug.toLowerCase()) ?? null;
  }

  /** Listed events that have it. */
  eventsOf(tag: Tag): ReadonlySet<EventId> {
    return this.#events.get(tag.id) ?? NONE;
  }

  /** How many of them are open. */
  openEventsOf(tag: Tag): number {
    return this.#open.get(tag.id) ?? 0;
  }

  /** Those that a listed event has, in the order in which they came up. */
  *all(): Generator<Tag> {
    for (const tag of this.#tags.values()) if (this.eventsOf(tag).size > 0) yield tag;
  }

  /** What the event is found by now. @param standing null: by nothing, for it is not listed. */
  set(event: CatalogueEvent, standing: "open" | "closed" | null): void {
    const wasOpen = this.#isOpen.delete(event.event);
    for (const { id } of this.of(event.event)) {
      this.#events.get(id)?.delete(event.event);
      if (wasOpen) this.#open.set(id, (this.#open.get(id) ?? 0) - 1);
    }
    this.#ofEvent.delete(event.event);
    if (standing === null) return;
    if (standing === "open") this.#isOpen.add(event.event);
    const { category, tags } = event.text;
    const found = new Map<number, Tag>();
    for (const label of [category, ...tags]) {
      const tag = this.#named(label);
      if (tag !== null) found.set(tag.id, tag);
    }
    for (const id of found.keys()) {
      this.#events.get(id)?.add(event.event);
      if (standing === "open") this.#open.set(id, (this.#open.get(id) ?? 0) + 1);
    }
    this.#ofEvent.set(event.event, [...found.values()]);
  }

  #named(label: string): Tag | null {
    const slug = slugOf(label);
    if (slug === "") return null;
    const known = this.#bySlug.get(slug);
    if (known !== undefined) return known;
    const tag = { id: idOf(slug), label: label.trim(), slug };
    this.#bySlug.set(slug, tag);
    this.#tags.set(tag.id, tag);
    this.#events.set(tag.id, new Set());
    return tag;
  }
}

const NONE: ReadonlySet<EventId> = new Set();

function slugOf(label: string): string {
  const words = label
    .trim()
    .toLowerCase()
    .normalize("NFKD")
    // Accents are left out, and do not end a word.
    .replace(/[\u0300-\u036F]/g, "")
    .match(/[\p{L}\p{M}\p{N}]+/gu);
  return words?.join("-") ?? "";
}

function idOf(slug: string): number {
  return createHash("sha256").update(slug).digest().readUIntBE(0, ID_BYTES);
}
