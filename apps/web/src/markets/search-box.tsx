import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { clsx } from "clsx";
import { ArrowLeft, Search } from "lucide-react";
import { useEffect, useId, useRef, useState } from "react";
import type { KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { useSettled } from "../ui/use-settled.ts";
import { EventPicture } from "./event-picture.tsx";
import { foundQuery } from "./lists.ts";
import type { ListedEvent } from "./lists.ts";
import { namesOf } from "./market-name.ts";
import { Probability } from "./probability.tsx";

/** A pause in typing after which the venue is asked. */
const PAUSE_MS = 200;

/** `/` begins a search, wherever one is not typing already. */
function useSlash(begin: () => void): void {
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent): void => {
      const { target } = event;
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
      if (
        target instanceof HTMLElement &&
        target.matches("input, textarea, select, [contenteditable]")
      )
        return;
      event.preventDefault();
      begin();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [begin]);
}

/** Finds events while one types; on a phone behind a button, over the whole bar. */
export function SearchBox() {
  const { t } = useTranslation();
  const [isWide, widen] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const [begin] = useState(() => () => {
    widen(true);
    // It may have to be painted first.
    requestAnimationFrame(() => input.current?.focus());
  });
  useSlash(begin);
  return (
    <div className="flex justify-end sm:block">
      <button
        type="button"
        onClick={begin}
        aria-label={t("search.open")}
        aria-expanded={isWide}
        className="rounded-md p-2 text-ink-2 hover:bg-sunken hover:text-ink sm:hidden"
      >
        <Search size={18} aria-hidden />
      </button>
      <div
        className={clsx(
          "sm:static sm:block sm:p-0",
          isWide ? "absolute inset-0 z-10 flex items-center gap-2 bg-surface px-3" : "hidden",
        )}
      >
        <button
          type="button"
          onClick={() => widen(false)}
          aria-label={t("search.close")}
          className="rounded-md p-2 text-ink-2 hover:bg-sunken sm:hidden"
        >
          <ArrowLeft size={18} aria-hidden />
        </button>
        <Combobox input={input} onDone={() => widen(false)} />
      </div>
    </div>
  );
}

function Combobox({
  input,
  onDone,
}: {
  readonly input: React.RefObject<HTMLInputElement | null>;
  readonly onDone: () => void;
}) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { q: shown = "" } = useSearch({ strict: false });
  const [text, write] = useState(shown);
  const [isOpen, open] = useState(false);
  const [at, move] = useState(-1);
  const list = useId();
  const settled = useSettled(text.trim(), PAUSE_MS);
  const { data: found = [], isFetching } = useQuery(foundQuery(settled));
  useEffect(() => write(shown), [shown]);

  const q = text.trim();
  const isListed = isOpen && q !== "" && settled !== "";
  const close = (): void => {
    open(false);
    move(-1);
  };
  const leave = (): void => {
    close();
    input.current?.blur();
    onDone();
  };
  const goTo = (place: number): void => {
    const event = isListed ? found[place]?.event : undefined;
    leave();
    if (event === undefined) {
      void navigate({ to: "/", search: q === "" ? {} : { q } });
      return;
    }
    write(shown);
    void navigate({ to: "/event/$ref", params: { ref: event.slug } });
  };
  const onKeyDown = (pressed: KeyboardEvent): void => {
    const last = found.length;
    if (pressed.key === "Escape") {
      pressed.preventDefault();
      if (isListed) close();
      else leave();
    } else if (pressed.key === "ArrowDown" && isListed) {
      pressed.preventDefault();
      move(at >= last ? -1 : at + 1);
    } else if (pressed.key === "ArrowUp" && isListed) {
      pressed.preventDefault();
      move(at === -1 ? last : at - 1);
    }
  };
  const optionId = (place: number): string => `${list}-${place}`;
  return (
    <form
      role="search"
      className="relative min-w-0 flex-1 sm:max-w-lg"
      onSubmit={(submitted) => {
        submitted.preventDefault();
        goTo(at);
      }}
      onBlur={(left) => {
        if (!left.currentTarget.contains(left.relatedTarget)) close();
      }}
    >
      <Search
        size={16}
        aria-hidden
        className="pointer-events-none absolute top-1/2 left-3 -translate-y-1/2 text-ink-3"
      />
      <input
        ref={input}
        type="search"
        role="combobox"
        autoComplete="off"
        aria-label={t("search.label")}
        aria-expanded={isListed}
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={isListed && at >= 0 ? optionId(at) : undefined}
        placeholder={t("search.placeholder")}
        value={text}
        onChange={(changed) => {
          write(changed.target.value);
          open(true);
          move(-1);
        }}
        onFocus={() => open(true)}
        onKeyDown={onKeyDown}
        className="peer h-9 w-full rounded-md border border-transparent bg-sunken pr-9 pl-9 text-sm placeholder:text-ink-3 focus:border-accent focus:bg-surface focus:outline-none [&::-webkit-search-cancel-button]:hidden"
      />
      {text === "" ? (
        <kbd
          aria-hidden
          className="pointer-events-none absolute top-1/2 right-2.5 hidden -translate-y-1/2 rounded-sm border border-line px-1.5 text-2xs text-ink-3 peer-focus:hidden md:block"
        >
          /
        </kbd>
      ) : null}
      <div
        id={list}
        role="listbox"
        aria-label={t("search.found")}
        hidden={!isListed}
        className="fixed inset-x-0 top-14 max-h-[70dvh] overflow-y-auto border-b border-line bg-raised p-1.5 shadow-over sm:absolute sm:inset-x-0 sm:top-full sm:mt-1.5 sm:rounded-md sm:border"
      >
        {isListed
          ? found.map((listed, place) => (
              <Option
                key={listed.event.event_id}
                id={optionId(place)}
                isActive={place === at}
                onPick={() => goTo(place)}
              >
                <Found listed={listed} />
              </Option>
            ))
          : null}
        {isListed && found.length === 0 ? (
          <p className="px-3 py-4 text-center text-sm text-ink-3">
            {isFetching ? t("search.searching") : t("home.nothing")}
          </p>
        ) : null}
        <Option id={optionId(found.length)} isActive={at === found.length} onPick={() => goTo(-1)}>
          <Search size={16} aria-hidden className="mx-2.5 text-ink-3" />
          <span className="min-w-0 truncate text-sm font-medium text-accent">
            {t("search.all", { q })}
          </span>
        </Option>
      </div>
    </form>
  );
}

function Option({
  id,
  isActive,
  onPick,
  children,
}: {
  readonly id: string;
  readonly isActive: boolean;
  readonly onPick: () => void;
  readonly children: React.ReactNode;
}) {
  return (
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={isActive}
      // Before the field loses the focus, which would close the list.
      onPointerDown={(pressed) => pressed.preventDefault()}
      onClick={onPick}
      onKeyDown={() => {}}
      className={clsx(
        "flex min-h-11 cursor-pointer items-center gap-3 rounded-sm px-2.5 py-1.5 hover:bg-sunken",
        isActive && "bg-sunken",
      )}
    >
      {children}
    </div>
  );
}

function Found({ listed: { event, markets } }: { readonly listed: ListedEvent }) {
  const [first] = markets;
  return (
    <>
      <EventPicture title={event.title} image={event.image} size="sm" />
      <span className="min-w-0 flex-1">
        <span className="block truncate text-sm font-medium">{event.title}</span>
        <span className="block truncate text-2xs text-ink-3">
          {event.market_ids.length === 1 || first === undefined
            ? event.category
            : namesOf(markets).get(first.market_id)}
        </span>
      </span>
      <span className="num text-sm font-semibold">
        {first === undefined ? null : <Probability market={first} />}
      </span>
    </>
  );
}
