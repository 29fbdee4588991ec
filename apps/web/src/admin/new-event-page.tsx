import { ApiError } from "@probity/client";
import { useNavigate } from "@tanstack/react-router";
import { Plus, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { problemText } from "../app/problem.ts";
import { venue } from "../session/venue.ts";
import { Button } from "../ui/button.tsx";
import { Input, Select, TextArea } from "../ui/field.tsx";
import { Segmented } from "../ui/segmented.tsx";
import { Notice, Panel, PanelHead } from "../ui/surface.tsx";
import { toast } from "../ui/said.ts";
import { AdminHead } from "./admin-head.tsx";
import { Check } from "./check.tsx";
import { EMPTY_DRAFT, TICK_SIZES, eventJson, problemsOf, slugOf } from "./event-draft.ts";
import type { EventDraft } from "./event-draft.ts";
import { TermsFields, WordFields } from "./event-fields.tsx";
import type { ProblemAt } from "./event-fields.tsx";
import { EventPreview } from "./event-preview.tsx";
import { useAct } from "./use-act.ts";

/** Creating an event, with what people will see of it beside. */
export function NewEventPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [draft, setDraft] = useState(EMPTY_DRAFT);
  const change = (to: Partial<EventDraft>) => setDraft((before) => ({ ...before, ...to }));
  const create = useAct(
    async (isOpened: boolean) => {
      const wish = eventJson(draft);
      const made = await venue.admin.createEvent(wish);
      if (!isOpened) return made;
      try {
        const { seq } = await venue.admin.changeState("events", made.event.slug, { to: "open" });
        return { ...made, seq };
      } catch (error) {
        // It is there; its page shows that it is a draft, and how to open it.
        toast("bad", t("admin.notOpened"), problemText(error));
        return made;
      }
    },
    {
      done: t("admin.eventCreated"),
      isQuiet: true,
      onDone: ({ event }) =>
        void navigate({
          to: "/admin/$section/$ref",
          params: { section: "events", ref: event.slug },
        }),
    },
  );
  const form = useRef<HTMLFormElement>(null);
  const [tries, setTries] = useState(0);
  const isTried = tries > 0;
  useEffect(() => {
    // Whoever cannot see all of the form is led to what must be mended.
    if (tries > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [tries]);
  const problems = problemsOf(draft);
  const isTaken = create.error instanceof ApiError && create.error.code === "SLUG_TAKEN";
  const problemAt: ProblemAt = (field) => {
    if (field === "slug" && isTaken) return problemText(create.error);
    const key = isTried ? problems.get(field) : undefined;
    return key === undefined ? "" : t(key);
  };
  const go = (isOpened: boolean) => {
    setTries((before) => before + 1);
    if (problems.size === 0) create.mutate(isOpened);
  };
  return (
    <>
      <AdminHead title={t("admin.newEvent")} back="events" />
      <div className="grid gap-5 xl:grid-cols-[minmax(0,1fr)_22rem]">
        <form
          ref={form}
          className="flex min-w-0 flex-col gap-5"
          onSubmit={(submitted) => {
            submitted.preventDefault();
            go(false);
          }}
        >
          <Panel>
            <PanelHead title={t("admin.whatIsAsked")} />
            <div className="flex flex-col gap-4 p-4">
              <WordFields values={draft} onChange={change} problemAt={problemAt} />
              <Input
                label={t("admin.field.slug")}
                hint={t("admin.hint.slug")}
                placeholder={slugOf(draft.title)}
                value={draft.slug}
                spellCheck={false}
                onChange={({ target }) => {
                  create.reset();
                  change({ slug: target.value });
                }}
                problem={problemAt("slug")}
              />
            </div>
          </Panel>
          <Panel>
            <PanelHead title={t("admin.rules")} />
            <div className="p-4">
              <TextArea
                label={t("admin.field.rules")}
                hint={t("admin.hint.rules")}
                className="min-h-40"
                value={draft.rules}
                onChange={({ target }) => change({ rules: target.value })}
                problem={problemAt("rules")}
              />
            </div>
          </Panel>
          <Outcomes draft={draft} onChange={change} problemAt={problemAt} />
          <Panel>
            <PanelHead title={t("admin.terms")} />
            <div className="flex flex-col gap-4 p-4">
              <Select
                label={t("admin.field.tickSize")}
                hint={t("admin.hint.tickSize")}
                value={draft.tickSize}
                onChange={({ target }) => change({ tickSize: target.value })}
                problem={problemAt("tick_size")}
              >
                {TICK_SIZES.map((tick) => (
                  <option key={tick}>{tick}</option>
                ))}
              </Select>
              <TermsFields values={draft} onChange={change} problemAt={problemAt} />
            </div>
          </Panel>
          {isTried && problems.size > 0 ? (
            <Notice tone="no">{t("admin.mendFirst", { count: problems.size })}</Notice>
          ) : create.error !== null && !isTaken ? (
            <Notice tone="no">{problemText(create.error)}</Notice>
          ) : null}
          <div className="flex flex-wrap justify-end gap-2">
            <Button type="submit" isBusy={create.isPending && !create.variables}>
              {t("admin.createDraft")}
            </Button>
            <Button
              look="primary"
              isBusy={create.isPending && create.variables}
              onClick={() => go(true)}
            >
              {t("admin.createAndOpen")}
            </Button>
          </div>
        </form>
        <EventPreview draft={draft} />
      </div>
    </>
  );
}

function Outcomes({
  draft,
  onChange,
  problemAt,
}: {
  readonly draft: EventDraft;
  readonly onChange: (change: Partial<EventDraft>) => void;
  readonly problemAt: ProblemAt;
}) {
  const { t } = useTranslation();
  const { outcomes } = draft;
  const set = (next: readonly string[]) => onChange({ outcomes: next });
  return (
    <Panel>
      <PanelHead title={t("admin.outcomes")}>
        <Segmented
          label={t("admin.kindOfEvent")}
          value={draft.isMultiple ? "multiple" : "single"}
          choices={[
            { value: "single", label: t("admin.single") },
            { value: "multiple", label: t("admin.multiple") },
          ]}
          onChange={(kind) => onChange({ isMultiple: kind === "multiple" })}
        />
      </PanelHead>
      {draft.isMultiple ? (
        <div className="flex flex-col gap-3 p-4">
          {outcomes.map((outcome, index) => (
            <div key={index} className="flex items-start gap-2">
              <div className="flex-1">
                <Input
                  label={t("admin.outcomeNumber", { number: index + 1 })}
                  isLabelHidden
                  placeholder={t("admin.outcomeNumber", { number: index + 1 })}
                  value={outcome}
                  onChange={({ target }) => set(outcomes.with(index, target.value))}
                  problem={problemAt(`outcome.${index}`)}
                />
              </div>
              <Button
                look="quiet"
                aria-label={t("admin.removeOutcome", { number: index + 1 })}
                disabled={outcomes.length <= 2}
                className="px-2.5"
                onClick={() => set(outcomes.toSpliced(index, 1))}
              >
                <X size={16} aria-hidden />
              </Button>
            </div>
          ))}
          {problemAt("outcomes") === "" ? null : (
            <p role="alert" className="text-xs text-no">
              {problemAt("outcomes")}
            </p>
          )}
          <Button size="sm" className="self-start" onClick={() => set([...outcomes, ""])}>
            <Plus size={14} aria-hidden /> {t("admin.addOutcome")}
          </Button>
          <div className="mt-1 flex flex-col gap-3 border-t border-line pt-4">
            <Check
              label={t("admin.exclusive")}
              hint={t("admin.exclusiveHint")}
              isOn={draft.isExclusive}
              onChange={(isExclusive) => onChange({ isExclusive })}
            />
            <Check
              label={t("admin.exhaustive")}
              hint={t("admin.exhaustiveHint")}
              isOn={draft.isExclusive && draft.isExhaustive}
              isDisabled={!draft.isExclusive}
              onChange={(isExhaustive) => onChange({ isExhaustive })}
            />
          </div>
        </div>
      ) : (
        <p className="p-4 text-sm text-ink-3">{t("admin.singleHint")}</p>
      )}
    </Panel>
  );
}
