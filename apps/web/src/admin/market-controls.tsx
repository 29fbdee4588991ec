import { useState } from "react";
import { useTranslation } from "react-i18next";
import { UpdateMarketRequest } from "@probity/protocol";
import type { EventSummary, Market } from "@probity/protocol";
import { problemText } from "../app/problem.ts";
import { moment, percent } from "../i18n/format.ts";
import { venue } from "../session/venue.ts";
import { Button } from "../ui/button.tsx";
import { Input, Select, TextArea } from "../ui/field.tsx";
import { Notice } from "../ui/surface.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { TICK_SIZES, fieldOf, instantOf, termsJson, termsOf } from "./event-draft.ts";
import type { Terms } from "./event-draft.ts";
import { TermsFields } from "./event-fields.tsx";
import { StateControls } from "./state-controls.tsx";
import { isOver, stepsOf } from "./state-steps.ts";
import { useAct } from "./use-act.ts";

/** What an operator can change about one market. */
export function MarketControls({
  event,
  market,
  onGone,
}: {
  readonly event: EventSummary;
  readonly market: Market;
  readonly onGone: () => void;
}) {
  const { t } = useTranslation();
  if (isOver(market.state)) return <p className="text-sm text-ink-3">{t("admin.marketIsOver")}</p>;
  return (
    <Tabs
      label={t("admin.manage")}
      className="-mx-5 -mb-5"
      tabs={[
        {
          value: "trading",
          label: t("admin.trading"),
          content: <Trading event={event} market={market} onGone={onGone} />,
        },
        {
          value: "terms",
          label: t("admin.terms"),
          content: <TermsForm key={market.parameters_version} market={market} />,
        },
        { value: "text", label: t("admin.text"), content: <TextForm market={market} /> },
      ]}
    />
  );
}

function Trading({
  event,
  market,
  onGone,
}: {
  readonly event: EventSummary;
  readonly market: Market;
  readonly onGone: () => void;
}) {
  const { t } = useTranslation();
  const isOneOfSeveral = event.mutually_exclusive && event.exhaustive;
  const isWithTheOthers = isOneOfSeveral && market.state === "draft";
  const hasSteps = stepsOf([market.state]).length > 0;
  return (
    <div className="flex flex-col gap-6 p-5">
      {isWithTheOthers ? (
        <Notice>{t("admin.actsAsOne")}</Notice>
      ) : hasSteps ? (
        <div className="flex flex-wrap gap-2">
          <StateControls
            target="markets"
            slug={market.market_id}
            markets={[market]}
            onDeleted={onGone}
          />
        </div>
      ) : null}
      <Probability market={market} />
      <TickSize market={market} />
    </div>
  );
}

function Probability({ market }: { readonly market: Market }) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const set = useAct(
    () => venue.admin.setProbability(market.market_id, { probability: String(Number(text) / 100) }),
    { done: t("admin.probabilitySet"), isQuiet: true, onDone: () => setText("") },
  );
  return (
    <form
      className="flex items-end gap-2"
      onSubmit={(submitted) => {
        submitted.preventDefault();
        set.mutate(undefined);
      }}
    >
      <div className="flex-1">
        <Input
          label={t("admin.field.probability")}
          hint={t("admin.hint.probability", {
            now: market.probability === null ? "–" : percent(market.probability),
          })}
          type="number"
          min={1}
          max={99}
          step={1}
          required
          end="%"
          value={text}
          onChange={({ target }) => setText(target.value)}
          problem={set.error === null ? "" : problemText(set.error)}
        />
      </div>
      <Button type="submit" isBusy={set.isPending} className="mb-[1.375rem]">
        {t("admin.set")}
      </Button>
    </form>
  );
}

function TickSize({ market }: { readonly market: Market }) {
  const { t } = useTranslation();
  const [tick, setTick] = useState(market.tick_size);
  const [at, setAt] = useState("");
  const change = useAct(
    () => {
      const time = instantOf(at);
      return venue.admin.setTickSize(market.market_id, {
        tick_size: tick,
        ...(time === null ? {} : { at: time }),
      });
    },
    { done: t("admin.tickSizeSet"), isQuiet: true },
  );
  const coming = market.tick_change;
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(submitted) => {
        submitted.preventDefault();
        change.mutate(undefined);
      }}
    >
      <div className="grid grid-cols-2 gap-3">
        <Select
          label={t("admin.field.tickSize")}
          value={tick}
          onChange={({ target }) => setTick(target.value)}
        >
          {TICK_SIZES.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </Select>
        <Input
          type="datetime-local"
          label={t("admin.field.tickFrom")}
          value={at}
          onChange={({ target }) => setAt(target.value)}
        />
      </div>
      <p className="text-xs text-ink-3">
        {coming === null
          ? t("admin.hint.tickChange")
          : t("admin.tickComing", { tick: coming.tick_size, when: moment(coming.at) })}
      </p>
      {change.error === null ? null : <Notice tone="no">{problemText(change.error)}</Notice>}
      <Button
        type="submit"
        className="self-start"
        isBusy={change.isPending}
        disabled={tick === market.tick_size}
      >
        {t("admin.changeTickSize")}
      </Button>
    </form>
  );
}

function TermsForm({ market }: { readonly market: Market }) {
  const { t } = useTranslation();
  const [terms, setTerms] = useState<Terms>(() => termsOf(market));
  const wish = termsJson(terms);
  const judged = UpdateMarketRequest.safeParse(wish);
  const wrong = new Set(
    (judged.error?.issues ?? []).map(({ path }) => lastOf(fieldOf(path), path)),
  );
  const save = useAct(() => venue.admin.updateMarket(market.market_id, wish), {
    done: t("admin.saved"),
    isQuiet: true,
  });
  return (
    <form
      className="flex flex-col gap-4 p-5"
      onSubmit={(submitted) => {
        submitted.preventDefault();
        if (judged.success) save.mutate(undefined);
      }}
    >
      <p className="text-xs text-ink-3">{t("admin.termsHint")}</p>
      <TermsFields
        values={terms}
        onChange={(change) => setTerms((before) => ({ ...before, ...change }))}
        problemAt={(field) => (wrong.has(field) ? t(`admin.wrong.${field}`) : "")}
      />
      {save.error === null ? null : <Notice tone="no">{problemText(save.error)}</Notice>}
      <Button type="submit" look="primary" isBusy={save.isPending}>
        {t("common.save")}
      </Button>
    </form>
  );
}

/** Of a change the fields stand at the top; those of the fees one below. */
function lastOf(field: string, path: readonly PropertyKey[]): string {
  return field === "fees" ? String(path.at(-1)) : field;
}

function TextForm({ market }: { readonly market: Market }) {
  const { t } = useTranslation();
  const [question, setQuestion] = useState(market.question);
  const [description, setDescription] = useState(market.description);
  const [image, setImage] = useState(market.image);
  const save = useAct(
    () => venue.admin.updateMarket(market.market_id, { question, description, image }),
    { done: t("admin.saved"), isQuiet: true },
  );
  return (
    <form
      className="flex flex-col gap-4 p-5"
      onSubmit={(submitted) => {
        submitted.preventDefault();
        save.mutate(undefined);
      }}
    >
      <Input
        label={t("admin.field.question")}
        value={question}
        required
        maxLength={1_000}
        onChange={({ target }) => setQuestion(target.value)}
        problem={save.error === null ? "" : problemText(save.error)}
      />
      <TextArea
        label={t("admin.field.description")}
        value={description}
        onChange={({ target }) => setDescription(target.value)}
      />
      <Input
        label={t("admin.field.image")}
        hint={t("admin.hint.image")}
        value={image}
        onChange={({ target }) => setImage(target.value)}
      />
      <Button type="submit" look="primary" isBusy={save.isPending}>
        {t("common.save")}
      </Button>
    </form>
  );
}
