import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { PageProblem } from "../app/page-states.tsx";
import { day, moment } from "../i18n/format.ts";
import { useSession } from "../session/session.ts";
import { venue } from "../session/venue.ts";
import { Button } from "../ui/button.tsx";
import { Input, Select } from "../ui/field.tsx";
import { Badge, Panel, PanelHead, Skeleton } from "../ui/surface.tsx";
import { AccountPanel } from "./account-panel.tsx";
import { AdminHead } from "./admin-head.tsx";
import { personAccountsQuery, personQuery, personSessionsQuery } from "./admin-queries.ts";
import { ConfirmDialog } from "./confirm-dialog.tsx";
import { instantOf } from "./event-draft.ts";
import { RoleBadge, nameOf } from "./people-page.tsx";
import type { User } from "./people-page.tsx";
import { useAct } from "./use-act.ts";

/** One person: what they have, what they may do, where they are signed in. */
export function PersonPage({ owner }: { readonly owner: string }) {
  const { t } = useTranslation();
  const { data: user, error, refetch } = useQuery(personQuery(owner));
  const { data: accounts } = useQuery(personAccountsQuery(owner));
  if (user === undefined) {
    return error === null ? (
      <Skeleton className="h-96 rounded-lg" />
    ) : (
      <PageProblem error={error} reset={() => void refetch()} />
    );
  }
  const excluded = accounts?.find(({ excluded_until: until }) => until !== null)?.excluded_until;
  return (
    <>
      <AdminHead
        title={nameOf(user)}
        back="people"
        under={
          <div className="flex flex-wrap items-center gap-2">
            <span className="num">{user.owner_id}</span>
            <RoleBadge role={user.role} />
            {typeof excluded === "string" ? (
              <Badge tone="warn">{t("admin.excludedUntil", { when: moment(excluded) })}</Badge>
            ) : null}
          </div>
        }
      />
      <div className="grid gap-5 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="flex min-w-0 flex-col gap-5">
          {accounts === undefined ? (
            <Skeleton className="h-72 rounded-lg" />
          ) : (
            accounts.map((account) => <AccountPanel key={account.account_id} account={account} />)
          )}
          <Sessions owner={owner} />
          <Exclusion owner={owner} />
        </div>
        <div className="flex flex-col gap-5">
          <Facts user={user} />
          <RolePanel user={user} />
          <Erasure user={user} />
        </div>
      </div>
    </>
  );
}

function Facts({ user }: { readonly user: User }) {
  const { t } = useTranslation();
  const facts: readonly (readonly [string, string])[] = [
    [t("admin.email"), user.email ?? "–"],
    [t("admin.verified"), user.email_verified ? t("outcome.yes") : t("outcome.no")],
    [t("admin.username"), user.username ?? "–"],
    [t("admin.wallets"), user.wallets.length === 0 ? "–" : user.wallets.join(", ")],
    [t("admin.hasPassword"), user.has_password ? t("outcome.yes") : t("outcome.no")],
    [t("admin.registered"), day(user.registered_at)],
  ];
  return (
    <Panel>
      <PanelHead title={t("admin.person")} />
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-2 p-4 text-sm">
        {facts.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-ink-3">{name}</dt>
            <dd className="text-right break-words">{value}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

function RolePanel({ user }: { readonly user: User }) {
  const { t } = useTranslation();
  const state = useSession();
  const [role, setRole] = useState(user.role);
  const [isAsked, setAsked] = useState(false);
  const set = useAct(() => venue.admin.setRole({ owner_id: user.owner_id, role }), {
    done: t("admin.saved"),
    onDone: () => setAsked(false),
  });
  const mayChange = state.status === "signed-in" && state.role === "superadmin";
  return (
    <Panel>
      <PanelHead title={t("admin.role")} />
      <div className="flex flex-col gap-3 p-4">
        <Select
          label={t("admin.role")}
          isLabelHidden
          value={role}
          disabled={!mayChange}
          hint={mayChange ? undefined : t("admin.superadminOnly")}
          onChange={({ target }) => setRole(target.value as User["role"])}
        >
          {(["user", "admin", "superadmin"] as const).map((one) => (
            <option key={one} value={one}>
              {t(`admin.roles.${one}`)}
            </option>
          ))}
        </Select>
        <Button
          className="self-start"
          disabled={!mayChange || role === user.role}
          onClick={() => setAsked(true)}
        >
          {t("admin.changeRole")}
        </Button>
      </div>
      <ConfirmDialog
        isOpen={isAsked}
        onClose={() => setAsked(false)}
        title={t("admin.sureRole", { who: nameOf(user), role: t(`admin.roles.${role}`) })}
        go={t("admin.changeRole")}
        isBusy={set.isPending}
        onConfirm={() => set.mutate(undefined)}
      >
        <p className="text-ink-2">{t(`admin.roleHints.${role}`)}</p>
      </ConfirmDialog>
    </Panel>
  );
}

function Exclusion({ owner }: { readonly owner: string }) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<"cool-off" | "self-exclusion">("cool-off");
  const [until, setUntil] = useState("");
  const [isAsked, setAsked] = useState(false);
  const time = instantOf(until);
  const exclude = useAct(
    () => venue.admin.excludeUser(owner, { kind, until: time ?? new Date().toISOString() }),
    {
      done: t("admin.excluded"),
      onDone: () => {
        setAsked(false);
        setUntil("");
      },
    },
  );
  return (
    <Panel>
      <PanelHead title={t("admin.exclusion")} />
      <form
        className="flex flex-col gap-3 p-4"
        onSubmit={(submitted) => {
          submitted.preventDefault();
          setAsked(true);
        }}
      >
        <p className="text-xs text-ink-3">{t("admin.exclusionHint")}</p>
        <Select
          label={t("admin.kind")}
          value={kind}
          onChange={({ target }) => setKind(target.value as typeof kind)}
        >
          <option value="cool-off">{t("admin.coolOff")}</option>
          <option value="self-exclusion">{t("admin.selfExclusion")}</option>
        </Select>
        <Input
          type="datetime-local"
          label={t("admin.until")}
          required
          value={until}
          onChange={({ target }) => setUntil(target.value)}
        />
        <Button type="submit" className="self-start" disabled={time === null}>
          {t("admin.exclude")}
        </Button>
      </form>
      <ConfirmDialog
        isOpen={isAsked}
        onClose={() => setAsked(false)}
        title={t("admin.sureExclude", { when: time === null ? "" : moment(time) })}
        go={t("admin.exclude")}
        isBusy={exclude.isPending}
        onConfirm={() => exclude.mutate(undefined)}
      >
        <p className="text-ink-2">{t("admin.exclusionHint")}</p>
      </ConfirmDialog>
    </Panel>
  );
}

function Sessions({ owner }: { readonly owner: string }) {
  const { t } = useTranslation();
  const { data } = useQuery(personSessionsQuery(owner));
  const end = useAct(() => venue.admin.signOutUser(owner), { done: t("admin.signedOut") });
  return (
    <Panel>
      <PanelHead title={t("admin.signIns")}>
        <Button
          size="sm"
          isBusy={end.isPending}
          disabled={data === undefined || data.length === 0}
          onClick={() => end.mutate(undefined)}
        >
          {t("admin.signOutEverywhere")}
        </Button>
      </PanelHead>
      {data === undefined ? (
        <Skeleton className="m-4 h-16" />
      ) : data.length === 0 ? (
        <p className="p-4 text-sm text-ink-3">{t("admin.noSignIns")}</p>
      ) : (
        <ul className="divide-y divide-line">
          {data.map((one) => (
            <li key={one.session} className="flex items-start justify-between gap-3 px-4 py-2.5">
              <span className="min-w-0 text-sm break-words">
                {one.device === "" ? t("admin.unknownDevice") : one.device}{" "}
                {one.is_current ? <Badge tone="accent">{t("admin.you")}</Badge> : null}
              </span>
              <span className="num shrink-0 text-xs text-ink-3">{moment(one.used_at)}</span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Erasure({ user }: { readonly user: User }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const state = useSession();
  const [isAsked, setAsked] = useState(false);
  const erase = useAct(() => venue.admin.eraseUser(user.owner_id), {
    done: t("admin.erased"),
    onDone: () => void navigate({ to: "/admin/$section", params: { section: "people" } }),
  });
  if (state.status !== "signed-in" || state.role !== "superadmin") return null;
  return (
    <Panel>
      <PanelHead title={t("admin.erasure")} />
      <div className="flex flex-col gap-3 p-4">
        <p className="text-xs text-ink-3">{t("admin.erasureHint")}</p>
        <Button look="danger" className="self-start" onClick={() => setAsked(true)}>
          {t("admin.erase")}
        </Button>
      </div>
      <ConfirmDialog
        isOpen={isAsked}
        onClose={() => setAsked(false)}
        title={t("admin.sureErase", { who: nameOf(user) })}
        word={user.owner_id}
        go={t("admin.erase")}
        isBusy={erase.isPending}
        onConfirm={() => erase.mutate(undefined)}
      >
        <p className="text-ink-2">{t("admin.erasureHint")}</p>
      </ConfirmDialog>
    </Panel>
  );
}
