import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { UpdateEventRequest } from "@probity/protocol";
import type { EventSummary } from "@probity/protocol";
import { problemText } from "../app/problem.ts";
import { day } from "../i18n/format.ts";
import { venue } from "../session/venue.ts";
import { Button } from "../ui/button.tsx";
import { Select, TextArea } from "../ui/field.tsx";
import { Notice, Skeleton } from "../ui/surface.tsx";
import { rulesVersionQuery } from "./admin-queries.ts";
import { tagsOf } from "./event-draft.ts";
import type { EventWords } from "./event-draft.ts";
import { WordFields } from "./event-fields.tsx";
import { useAct } from "./use-act.ts";

function wordsOf(event: EventSummary): EventWords {
  const { title, description, category, tags, image, rules } = event;
  return { title, description, category, tags: tags.join(", "), image, rules };
}

/** An event's texts to change; new rules are a new version, with the old beside. */
export function EventTextForm({ event }: { readonly event: EventSummary }) {
  const { t } = useTranslation();
  const [words, setWords] = useState(() => wordsOf(event));
  const isNewRules = words.rules !== event.rules;
  const { rules, ...texts } = words;
  const wish = {
    ...texts,
    tags: tagsOf(words.tags),
    // The same rules again would be a version nobody can tell from the one before.
    ...(isNewRules ? { rules } : {}),
  };
  const judged = UpdateEventRequest.safeParse(wish);
  const wrong = new Set((judged.error?.issues ?? []).map(({ path }) => String(path[0])));
  const save = useAct(() => venue.admin.updateEvent(event.event_id, wish), {
    done: t("admin.saved"),
    isQuiet: true,
  });
  return (
    <form
      className="flex flex-col gap-5 p-4"
      onSubmit={(submitted) => {
        submitted.preventDefault();
        if (judged.success) save.mutate(undefined);
      }}
    >
      <WordFields
        values={words}
        onChange={(change) => setWords((before) => ({ ...before, ...change }))}
        problemAt={(field) => (wrong.has(field) ? t(`admin.wrong.${field}`) : "")}
      />
      <div className="grid gap-4 lg:grid-cols-2">
        <TextArea
          label={t("admin.field.rulesVersion", {
            version: event.rules_version + (isNewRules ? 1 : 0),
          })}
          hint={isNewRules ? t("admin.hint.newRules") : t("admin.hint.rules")}
          className="min-h-64"
          value={words.rules}
          onChange={({ target }) => setWords((before) => ({ ...before, rules: target.value }))}
        />
        <OldRules event={event} />
      </div>
      {save.error === null ? null : <Notice tone="no">{problemText(save.error)}</Notice>}
      <Button type="submit" look="primary" className="self-end" isBusy={save.isPending}>
        {isNewRules ? t("admin.saveRules", { version: event.rules_version + 1 }) : t("common.save")}
      </Button>
    </form>
  );
}

function OldRules({ event }: { readonly event: EventSummary }) {
  const { t } = useTranslation();
  const [version, setVersion] = useState(event.rules_version);
  const { data } = useQuery(rulesVersionQuery(event.event_id, version));
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <Select
        label={t("admin.compareWith")}
        value={String(version)}
        onChange={({ target }) => setVersion(Number(target.value))}
      >
        {Array.from({ length: event.rules_version }, (_, index) => event.rules_version - index).map(
          (one) => (
            <option key={one} value={one}>
              {t("event.rulesVersion", { version: one })}
            </option>
          ),
        )}
      </Select>
      {data === undefined ? (
        <Skeleton className="h-52" />
      ) : (
        <div
          role="region"
          aria-label={t("event.rulesVersion", { version })}
          tabIndex={0}
          className="max-h-64 overflow-y-auto rounded-md bg-sunken p-3 text-sm leading-6 whitespace-pre-line"
        >
          {data.text === "" ? t("event.noRules") : data.text}
          <p className="mt-3 text-2xs break-all text-ink-3">
            {day(data.rules.time)} · <span className="font-mono">{data.rules.hash}</span>
          </p>
        </div>
      )}
    </div>
  );
}
