import { PRICE_ONE } from "@probity/core";
import { parsePrice } from "@probity/protocol";
import type { Market } from "@probity/protocol";
import { clsx } from "clsx";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { shares } from "../i18n/format.ts";
import { useBook, useLiveOrders, useLiveTrades } from "../live/live.ts";
import { useSession } from "../session/session.ts";
import { typedShares } from "../ticket/typed-figures.ts";
import { useMeans } from "../ticket/use-means.ts";
import { Panel } from "../ui/surface.tsx";
import { LadderGrid } from "./ladder-grid.tsx";
import type { LadderControl } from "./ladder-grid.tsx";
import { firstInLine, levelsOf, middleOf, ownLevelsOf } from "./ladder-levels.ts";
import { LadderSide } from "./ladder-side.tsx";
import { LadderToolbar } from "./ladder-toolbar.tsx";
import { gridOf, nearestOn, stepped } from "./price-grid.ts";
import { useQueuePositions } from "./queue-positions.ts";
import { useLadderOrders } from "./use-ladder-orders.ts";

/** A market's book in one column of prices, traded with one click or one key. */
export function Ladder({ market }: { readonly market: Market }) {
  const { t } = useTranslation();
  const person = useSession();
  const account = person.status === "signed-in" ? person.account : null;
  const [outcome, setOutcome] = useState<"yes" | "no">("yes");
  const [size, setSize] = useState("10");
  const [isArmed, setArmed] = useState(false);
  const [isPostOnly, setPostOnly] = useState(false);
  const [cursor, setCursor] = useState<number | null>(null);
  const control = useRef<LadderControl>(null);
  const scroller = useRef<HTMLDivElement>(null);

  const book = useBook(market.market_id);
  const grid = useMemo(() => gridOf(market, outcome), [market, outcome]);
  const view = useMemo(() => book.view(outcome), [book, outcome]);
  const levels = useMemo(() => levelsOf(view), [view]);
  const { open } = useLiveOrders(account);
  const own = useMemo(
    () => ownLevelsOf(open, market.market_id, outcome),
    [open, market.market_id, outcome],
  );
  const openHere = open.filter(({ market_id: id }) => id === market.market_id).length;
  const means = useMeans(account, market.market_id);
  const [trade] = useLiveTrades(market.market_id).trades;
  const lastText = trade?.price ?? market.last_price;
  const lastYes = lastText === null ? null : parsePrice(lastText);
  const last = lastYes === null || outcome === "yes" ? lastYes : PRICE_ONE - lastYes;
  const typed = typedShares(size);
  const lots = typed.kind === "figure" ? typed.figure : null;

  const ladder = { market, outcome, account, means, own, size: lots, isArmed, isPostOnly };
  const { said, say, place, cancelAt, cancelAll } = useLadderOrders(ladder);
  const middle = nearestOn(grid, middleOf(view, last));
  const ahead = useQueuePositions(account, firstInLine(own, middle));

  const centre = useCallback((): void => {
    control.current?.centre(middle);
    setCursor(middle);
  }, [middle]);
  // Once when the book has come, and again for the other outcome, whose prices are others.
  const isKnown = book.isCurrent;
  const centreNow = useRef(centre);
  centreNow.current = centre;
  useEffect(() => {
    if (isKnown) centreNow.current();
  }, [isKnown, outcome]);
  useEffect(() => control.current?.focus(), []);

  const arm = (next: boolean): void => {
    setArmed(next);
    say("neutral", t(next ? "ladder.said.armed" : "ladder.said.disarmed"));
  };
  const move = (ticks: number): void => {
    const next = stepped(grid, cursor ?? middle, ticks);
    setCursor(next);
    control.current?.reveal(next);
  };
  const press = (pressed: KeyboardEvent): void => {
    if (pressed.defaultPrevented || pressed.ctrlKey || pressed.metaKey || pressed.altKey) return;
    const { target, key } = pressed;
    const isWriting = target instanceof HTMLInputElement && target.type !== "checkbox";
    if (isWriting) {
      if (key === "Escape" || key === "Enter") control.current?.focus();
      return;
    }
    const ticks = target === scroller.current ? TICKS[key] : undefined;
    const at = cursor ?? middle;
    const isDone = ((): boolean => {
      if (ticks !== undefined) move(ticks);
      // A key that is held down moves on, and does everything else once.
      else if (pressed.repeat) return true;
      else if (key === "Escape") void cancelAll();
      else {
        switch (key.toLowerCase()) {
          case "b":
            void place("buy", at);
            break;
          case "s":
            void place("sell", at);
            break;
          case "x":
            cancelAt(at);
            break;
          case "c":
            centre();
            break;
          case "a":
            arm(!isArmed);
            break;
          case "y":
            setOutcome("yes");
            break;
          case "n":
            setOutcome("no");
            break;
          default:
            return false;
        }
      }
      return true;
    })();
    if (isDone) pressed.preventDefault();
  };
  const onPlace = useCallback(
    (side: "buy" | "sell", at: number): void => {
      setCursor(at);
      void place(side, at);
    },
    [place],
  );
  return (
    // Keys are heard wherever in the ladder the focus stands.
    <div onKeyDown={press} className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_20rem]">
      <Panel className="overflow-hidden">
        <LadderToolbar
          outcome={outcome}
          onOutcome={setOutcome}
          size={size}
          onSize={setSize}
          isSizeWrong={lots === null}
          isArmed={isArmed}
          onArm={arm}
          isPostOnly={isPostOnly}
          onPostOnly={setPostOnly}
          onCentre={centre}
          onCancelAll={() => void cancelAll()}
          openOrders={openHere}
        />
        <LadderGrid
          control={control}
          scroller={scroller}
          grid={grid}
          levels={levels}
          own={own}
          ahead={ahead}
          outcome={outcome}
          cursor={cursor}
          last={last}
          isArmed={isArmed}
          size={lots === null ? "–" : shares(lots / 100)}
          onPlace={onPlace}
          onCancel={cancelAt}
          onCursor={setCursor}
        />
        <p
          role="status"
          data-testid="ladder-said"
          data-count={said.id}
          className={clsx(
            "num flex h-9 items-center truncate border-t border-line px-3 text-xs",
            said.tone === "bad" ? "text-warn" : said.tone === "good" ? "text-yes" : "text-ink-3",
          )}
        >
          {said.text === "" ? t(isArmed ? "ladder.armHint" : "ladder.lockHint") : said.text}
        </p>
      </Panel>
      <LadderSide market={market} means={means} openOrders={openHere} />
    </div>
  );
}

const TICKS: Readonly<Record<string, number | undefined>> = {
  ArrowUp: 1,
  ArrowDown: -1,
  PageUp: 10,
  PageDown: -10,
  Home: 10_000,
  End: -10_000,
};
