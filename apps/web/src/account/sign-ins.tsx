import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { MonitorSmartphone } from "lucide-react";
import { useTranslation } from "react-i18next";
import { problemText } from "../app/problem.ts";
import { fromNow, moment } from "../i18n/format.ts";
import type { SignedIn } from "../session/signed-in.tsx";
import { venue } from "../session/venue.ts";
import { Button } from "../ui/button.tsx";
import { Badge, Skeleton } from "../ui/surface.tsx";
import { toast } from "../ui/said.ts";
import { deviceOf } from "./device.ts";
import { Section } from "./section.tsx";

/** Where one is signed in; each but this one can be ended from here. */
export function SignIns({ person }: { readonly person: SignedIn }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { data: sessions } = useQuery({
    queryKey: ["sign-ins", person.owner],
    queryFn: async () => (await venue.person.sessions()).sessions,
  });
  const fresh = () => queries.invalidateQueries({ queryKey: ["sign-ins"] });
  const end = useMutation({
    mutationFn: (session: string) => venue.person.endSession(session),
    onSuccess: () => {
      toast("good", t("account.signIns.ended"));
      return fresh();
    },
    onError: (error) => toast("bad", t("account.signIns.notEnded"), problemText(error)),
  });
  const others = (sessions ?? []).filter(({ is_current: isCurrent }) => !isCurrent);
  const endOthers = useMutation({
    mutationFn: async () => {
      for (const { session } of others) await venue.person.endSession(session);
    },
    onSuccess: () => toast("good", t("account.signIns.ended")),
    onError: (error) => toast("bad", t("account.signIns.notEnded"), problemText(error)),
    onSettled: fresh,
  });
  return (
    <Section
      title={t("account.signIns.title")}
      hint={t("account.signIns.hint")}
      end={
        others.length > 1 ? (
          <Button size="sm" isBusy={endOthers.isPending} onClick={() => endOthers.mutate()}>
            {t("account.signIns.endOthers")}
          </Button>
        ) : null
      }
    >
      {sessions === undefined ? (
        <div className="px-4 pb-4">
          <Skeleton className="h-14" />
        </div>
      ) : (
        <ul className="divide-y divide-line border-t border-line">
          {sessions.map((one) => (
            <li key={one.session} className="flex items-center gap-3 px-4 py-3">
              <MonitorSmartphone size={18} aria-hidden className="shrink-0 text-ink-3" />
              <div className="min-w-0 flex-1">
                <p
                  className="flex flex-wrap items-center gap-2 text-sm font-medium"
                  title={one.device}
                >
                  {deviceOf(one.device) || t("account.signIns.unknown")}
                  {one.is_current ? <Badge tone="accent">{t("account.signIns.here")}</Badge> : null}
                </p>
                <p className="text-xs text-ink-3">
                  {t("account.signIns.used", {
                    ago: fromNow(one.used_at),
                    opened: moment(one.opened_at),
                  })}
                </p>
              </div>
              {one.is_current ? null : (
                <Button
                  size="sm"
                  look="quiet"
                  isBusy={end.isPending && end.variables === one.session}
                  aria-label={t("account.signIns.endOf", { device: deviceOf(one.device) })}
                  onClick={() => end.mutate(one.session)}
                >
                  {t("account.signIns.end")}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
