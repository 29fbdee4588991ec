import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { EventSummary, Market } from "@probity/protocol";
import { problemText } from "../app/problem.ts";
import { venue } from "../session/venue.ts";
import { Button } from "../ui/button.tsx";
import { Input } from "../ui/field.tsx";
import { outcomeSlug, termsJson, termsOf } from "./event-draft.ts";
import { useAct } from "./use-act.ts";

/** Another outcome of an event, on the terms of those that are there. */
export function AddOutcome({
  event,
  like,
  onDone,
}: {
  readonly event: EventSummary;
  readonly like: Market | undefined;
  readonly onDone: () => void;
}) {
  const { t } = useTranslation();
  const [question, setQuestion] = useState("");
  const [slug, setSlug] = useState("");
  const usual = outcomeSlug(event.slug, question, event.market_ids.length);
  const add = useAct(
    () =>
      venue.admin.addMarket(event.slug, {
        slug: slug === "" ? usual : slug,
        question: question.trim(),
        ...(like === undefined ? {} : { ...termsJson(termsOf(like)), tick_size: like.tick_size }),
      }),
    { done: t("admin.outcomeAdded"), isQuiet: true, onDone },
  );
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(submitted) => {
        submitted.preventDefault();
        add.mutate(undefined);
      }}
    >
      <Input
        label={t("admin.field.outcome")}
        value={question}
        required
        autoFocus
        onChange={({ target }) => setQuestion(target.value)}
        problem={add.error === null ? "" : problemText(add.error)}
      />
      <Input
        label={t("admin.field.slug")}
        placeholder={usual}
        value={slug}
        pattern="[a-z0-9\-]{1,128}"
        spellCheck={false}
        onChange={({ target }) => setSlug(target.value)}
      />
      <p className="text-xs text-ink-3">{t("admin.addOutcomeHint")}</p>
      <Button type="submit" look="primary" isBusy={add.isPending}>
        {t("admin.addOutcome")}
      </Button>
    </form>
  );
}
