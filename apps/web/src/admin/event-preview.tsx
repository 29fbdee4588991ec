import { Clock } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { day, fromNow } from "../i18n/format.ts";
import { EventCard } from "../markets/event-card.tsx";
import { EventPicture } from "../markets/event-picture.tsx";
import { Segmented } from "../ui/segmented.tsx";
import { Badge, Panel } from "../ui/surface.tsx";
import { previewOf } from "./event-draft.ts";
import type { EventDraft } from "./event-draft.ts";

type Look = "card" | "page";

/** What people will see of a draft; nothing in it can be pressed. */
export function EventPreview({ draft }: { readonly draft: EventDraft }) {
  const { t } = useTranslation();
  const [look, setLook] = useState<Look>("card");
  const shown = {
    ...draft,
    title: draft.title === "" ? t("admin.untitled") : draft.title,
    outcomes: draft.outcomes.map((outcome, index) =>
      outcome === "" ? t("admin.outcomeNumber", { number: index + 1 }) : outcome,
    ),
  };
  return (
    <aside aria-label={t("admin.preview")} className="xl:sticky xl:top-20 xl:self-start">
      <div className="mb-3 flex items-center justify-between">
        <h2 className="text-sm font-semibold">{t("admin.preview")}</h2>
        <Segmented
          label={t("admin.preview")}
          value={look}
          choices={[
            { value: "card", label: t("admin.previewCard") },
            { value: "page", label: t("admin.previewPage") },
          ]}
          onChange={setLook}
        />
      </div>
      <div inert className="select-none">
        {look === "card" ? (
          <EventCard listed={previewOf(shown)} points={[]} />
        ) : (
          <PagePreview draft={shown} />
        )}
      </div>
    </aside>
  );
}

function PagePreview({ draft }: { readonly draft: EventDraft }) {
  const { t } = useTranslation();
  const { event, markets } = previewOf(draft);
  const closes = markets[0]?.close_time ?? null;
  return (
    <Panel className="flex flex-col gap-4 p-4">
      <div className="flex items-start gap-3">
        <EventPicture title={event.title} image={event.image} />
        <div className="min-w-0">
          {event.category === "" ? null : <p className="text-2xs text-ink-3">{event.category}</p>}
          <p className="font-semibold break-words">{event.title}</p>
          {closes === null ? null : (
            <p className="mt-1 flex items-center gap-1 text-2xs text-ink-3">
              <Clock size={12} aria-hidden />
              {t("event.closes", { when: day(closes), left: fromNow(closes) })}
            </p>
          )}
        </div>
      </div>
      {event.tags.length === 0 ? null : (
        <div className="flex flex-wrap gap-1">
          {event.tags.map((tag) => (
            <Badge key={tag}>{tag}</Badge>
          ))}
        </div>
      )}
      {markets.length === 1 ? null : (
        <ul className="divide-y divide-line border-y border-line text-sm">
          {markets.map((market) => (
            <li key={market.market_id} className="flex justify-between gap-3 py-2">
              <span className="truncate">{market.question}</span>
              <span className="text-ink-3">–</span>
            </li>
          ))}
        </ul>
      )}
      {event.description === "" ? null : (
        <p className="text-sm whitespace-pre-line">{event.description}</p>
      )}
      <div>
        <p className="mb-1 text-xs font-semibold">{t("admin.rules")}</p>
        <p className="line-clamp-[12] text-xs leading-5 whitespace-pre-line text-ink-2">
          {event.rules === "" ? t("event.noRules") : event.rules}
        </p>
      </div>
    </Panel>
  );
}
