import type { AccountId, Event, OwnerId } from "@probity/core";
import { MarketData } from "@probity/market-data";
import type { MarketDataChanges, SavedMarketData } from "@probity/market-data";
import type { FeedEntry } from "@probity/sequencer";
import { ChannelLinks } from "./live/channel-links.ts";
import type { CommandLinks, SavedLinks } from "./live/channel-links.ts";

/** All of it as plain data that a structured clone carries. */
export interface SavedReadState {
  readonly data: SavedMarketData;
  readonly links: SavedLinks;
  /** In the order in which accounts were opened. */
  readonly owners: ReadonlyMap<AccountId, OwnerId>;
}

/** Everything the read side knows, as a fold of the feed and nothing else. */
export class ReadState {
  readonly data: MarketData;
  readonly links = new ChannelLinks();
  readonly #ownerOf = new Map<AccountId, OwnerId>();
  readonly #accountsByOwner = new Map<OwnerId, AccountId[]>();

  private constructor(data: MarketData) {
    this.data = data;
  }

  /** Before the first command. */
  static empty(): ReadState {
    return new ReadState(new MarketData());
  }

  /** Goes on where `saved` was. */
  static restore(saved: SavedReadState): ReadState {
    const state = new ReadState(MarketData.restore(saved.data));
    state.links.load(saved.links);
    for (const [account, owner] of saved.owners) state.#open(account, owner);
    return state;
  }

  /** Of the last command folded in. */
  get sequence(): number {
    return this.data.sequence;
  }

  /** The owner's accounts in the order they were opened. */
  accountsOf(owner: OwnerId): readonly AccountId[] {
    return this.#accountsByOwner.get(owner) ?? [];
  }

  /** Null for an account not opened, or not folded in yet. */
  ownerOf(account: AccountId): OwnerId | null {
    return this.#ownerOf.get(account) ?? null;
  }

  /** Folds in the next command. One folded in before changes nothing. */
  apply(entry: FeedEntry<Event>): {
    readonly changes: MarketDataChanges;
    readonly links: CommandLinks;
  } {
    for (const event of entry.events) {
      if (event.type === "AccountOpened") this.#open(event.account, event.owner);
    }
    const changes = this.data.apply(entry);
    return { changes, links: this.links.add(changes) };
  }

  /** What there is to go on from; parts of it change with the next command. */
  save(): SavedReadState {
    return { data: this.data.save(), links: this.links.save(), owners: this.#ownerOf };
  }

  #open(account: AccountId, owner: OwnerId): void {
    if (this.#ownerOf.has(account)) return;
    this.#ownerOf.set(account, owner);
    const own = this.#accountsByOwner.get(owner);
    if (own === undefined) this.#accountsByOwner.set(owner, [account]);
    else own.push(account);
  }
}
