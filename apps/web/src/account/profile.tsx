import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { MeAnswer } from "@probity/protocol";
import { BadgeCheck } from "lucide-react";
import { useTranslation } from "react-i18next";
import { problemText } from "../app/problem.ts";
import { day } from "../i18n/format.ts";
import type { SignedIn } from "../session/signed-in.tsx";
import { venue } from "../session/venue.ts";
import { Button } from "../ui/button.tsx";
import { Input } from "../ui/field.tsx";
import { Badge, Notice, Skeleton } from "../ui/surface.tsx";
import { toast } from "../ui/said.ts";
import { wordOf } from "../ui/word-of.ts";
import { Avatar } from "./avatar.tsx";
import { meQuery } from "./own-account.ts";
import { Section, SectionBody } from "./section.tsx";

/** Who one is here: what others see, and the address letters go to. */
export function Profile({ person }: { readonly person: SignedIn }) {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery(person.owner));
  return (
    <>
      <Section title={t("account.profile.title")} hint={t("account.profile.hint")}>
        <SectionBody>
          {me === undefined ? <Skeleton className="h-56" /> : <ProfileForm me={me} />}
        </SectionBody>
      </Section>
      <Section title={t("account.profile.address")} hint={t("account.profile.addressHint")}>
        <SectionBody>
          {me === undefined ? <Skeleton className="h-16" /> : <Address me={me} />}
        </SectionBody>
      </Section>
    </>
  );
}

function ProfileForm({ me }: { readonly me: MeAnswer }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: (said: { username: string; avatarUrl: string }) =>
      venue.person.updateProfile({
        username: said.username === "" ? null : said.username,
        avatar_url: said.avatarUrl === "" ? null : said.avatarUrl,
      }),
    onSuccess: async () => {
      toast("good", t("account.saved"));
      await queries.invalidateQueries({ queryKey: ["me"] });
    },
  });
  return (
    <form
      className="flex max-w-lg flex-col gap-4"
      onSubmit={(submitted) => {
        submitted.preventDefault();
        const said = new FormData(submitted.currentTarget);
        save.mutate({
          username: wordOf(said, "username").trim(),
          avatarUrl: wordOf(said, "avatar").trim(),
        });
      }}
    >
      {save.error === null ? null : <Notice tone="no">{problemText(save.error)}</Notice>}
      <div className="flex items-center gap-4">
        <Avatar name={me.username ?? me.email ?? me.owner_id} url={me.avatar_url} />
        <div className="min-w-0">
          <p className="truncate font-medium">{me.username ?? t("account.profile.noName")}</p>
          <p className="text-xs text-ink-3">
            {t("account.profile.since", { day: day(me.registered_at) })}
          </p>
        </div>
      </div>
      <Input
        label={t("account.profile.username")}
        hint={t("account.profile.usernameHint")}
        name="username"
        defaultValue={me.username ?? ""}
        autoComplete="nickname"
        pattern="[A-Za-z0-9_]{3,30}"
        maxLength={30}
      />
      <Input
        label={t("account.profile.picture")}
        hint={t("account.profile.pictureHint")}
        name="avatar"
        type="url"
        defaultValue={me.avatar_url ?? ""}
        pattern="https://.*"
        maxLength={500}
        placeholder="https://"
      />
      <Button type="submit" look="primary" className="self-start" isBusy={save.isPending}>
        {t("common.save")}
      </Button>
    </form>
  );
}

function Address({ me }: { readonly me: MeAnswer }) {
  const { t } = useTranslation();
  const ask = useMutation({
    mutationFn: () => venue.call("auth.request-email-verification", { path: {} }),
    onSuccess: () => toast("good", t("account.profile.letterSent")),
    onError: (error) => toast("bad", t("account.profile.letterNotSent"), problemText(error)),
  });
  if (me.email === null) {
    return <p className="text-sm text-ink-3">{t("account.profile.noAddress")}</p>;
  }
  return (
    <div className="flex flex-wrap items-center gap-3">
      <p className="min-w-0 text-sm font-medium break-all">{me.email}</p>
      {me.email_verified ? (
        <Badge tone="yes">
          <BadgeCheck size={12} aria-hidden /> {t("account.profile.verified")}
        </Badge>
      ) : (
        <>
          <Badge tone="warn">{t("account.profile.notVerified")}</Badge>
          <Button
            size="sm"
            isBusy={ask.isPending}
            disabled={ask.isSuccess}
            onClick={() => ask.mutate()}
          >
            {t("account.profile.sendLetter")}
          </Button>
        </>
      )}
    </div>
  );
}
