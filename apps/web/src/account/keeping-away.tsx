import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { lastWrite } from "../app/own-writes.ts";
import { problemText } from "../app/problem.ts";
import { day, fromNow, moment } from "../i18n/format.ts";
import { showWrite } from "../portfolio/own-queries.ts";
import type { SignedIn } from "../session/signed-in.tsx";
import { venue } from "../session/venue.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Select } from "../ui/field.tsx";
import { Notice, Skeleton } from "../ui/surface.tsx";
import { CheckField } from "./check-field.tsx";
import { Section, SectionBody } from "./section.tsx";

const DAY_MS = 86_400_000;
/** How long one may keep away, in days. */
const SPANS = {
  "cool-off": [1, 3, 7, 30],
  "self-exclusion": [180, 365, 1_825],
} as const;
type Kind = keyof typeof SPANS;

/** No buying and no deposits for a while; nobody can shorten it, so it is asked for with care. */
export function KeepingAway({ person }: { readonly person: SignedIn }) {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: ["accounts", "exclusion", person.owner],
    queryFn: async () => (await venue.person.exclusion({ min_seq: lastWrite() })).exclusion,
  });
  return (
    <Section title={t("account.away.title")} hint={t("account.away.hint")}>
      <SectionBody>
        {data === undefined ? <Skeleton className="h-16" /> : null}
        {data === undefined || data === null ? null : (
          <Notice tone="warn" title={t(`account.away.now.${data.kind}`)}>
            {t("account.away.until", { when: moment(data.until), left: fromNow(data.until) })}
          </Notice>
        )}
        {data === undefined ? null : (
          <div className="grid gap-3 sm:grid-cols-2">
            {(["cool-off", "self-exclusion"] as const).map((kind) => (
              <div
                key={kind}
                className="flex flex-col items-start gap-3 rounded-md border border-line p-4"
              >
                <div className="flex-1">
                  <p className="text-sm font-medium">{t(`account.away.kinds.${kind}`)}</p>
                  <p className="mt-1 text-xs text-ink-3">{t(`account.away.kindHints.${kind}`)}</p>
                </div>
                <Exclude kind={kind} stands={data?.until ?? null} />
              </div>
            ))}
          </div>
        )}
      </SectionBody>
    </Section>
  );
}

function Exclude({ kind, stands }: { readonly kind: Kind; readonly stands: string | null }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const [days, setDays] = useState<number>(SPANS[kind][0]);
  const [isMeant, setMeant] = useState(false);
  const until = new Date(Date.now() + days * DAY_MS);
  const isShorter = stands !== null && until.getTime() <= Date.parse(stands);
  const exclude = useMutation({
    mutationFn: () =>
      venue.person.exclude({
        kind,
        until: new Date(Date.now() + days * DAY_MS).toISOString(),
      }),
    onSuccess: (answer) => {
      setOpen(false);
      return showWrite(answer);
    },
  });
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={(next) => {
        setOpen(next);
        setMeant(false);
      }}
      title={t(`account.away.kinds.${kind}`)}
      description={t("account.away.consequences")}
      trigger={
        <Button size="sm" look={kind === "cool-off" ? "secondary" : "danger"}>
          {t(`account.away.begin.${kind}`)}
        </Button>
      }
    >
      <form
        className="flex flex-col gap-4"
        onSubmit={(submitted) => {
          submitted.preventDefault();
          if (isMeant) exclude.mutate();
        }}
      >
        {exclude.error === null ? null : <Notice tone="no">{problemText(exclude.error)}</Notice>}
        <Select
          label={t("account.away.howLong")}
          value={String(days)}
          onChange={({ target }) => setDays(Number(target.value))}
          hint={t("account.away.untilDay", { day: day(until.getTime()) })}
          problem={isShorter ? t("account.away.shorter") : undefined}
        >
          {SPANS[kind].map((span) => (
            <option key={span} value={span}>
              {t("account.days", { count: span })}
            </option>
          ))}
        </Select>
        <CheckField label={t("account.away.understood")} isChecked={isMeant} onChange={setMeant} />
        <Button
          type="submit"
          look="danger"
          isBusy={exclude.isPending}
          disabled={!isMeant || isShorter}
        >
          {t(`account.away.begin.${kind}`)}
        </Button>
      </form>
    </Dialog>
  );
}
