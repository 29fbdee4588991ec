import { ApiError } from "@probity/client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { UserSearch } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { UsersPage } from "@probity/protocol";
import { PageProblem } from "../app/page-states.tsx";
import { day } from "../i18n/format.ts";
import { Button } from "../ui/button.tsx";
import { Input } from "../ui/field.tsx";
import { Badge, Empty, Panel } from "../ui/surface.tsx";
import { DataTable } from "../ui/table.tsx";
import { useSettled } from "../ui/use-settled.ts";
import { AdminHead } from "./admin-head.tsx";
import { peopleQuery } from "./admin-queries.ts";
import { RowSkeletons } from "./events-page.tsx";

export type User = UsersPage["users"][number];

/** What a person is called: their username, address, wallet, or else their number. */
export function nameOf(user: User): string {
  return user.username ?? user.email ?? user.wallets[0] ?? user.owner_id;
}

/** Everybody by number, or the one that is sought. */
export function PeoplePage() {
  const { t } = useTranslation();
  const [sought, setSought] = useState("");
  const settled = useSettled(sought.trim(), 400);
  const people = useInfiniteQuery(peopleQuery(settled));
  const users = people.data?.pages.flatMap((page) => page.users) ?? [];
  const isNobody =
    (people.error instanceof ApiError && [400, 404].includes(people.error.status)) ||
    (people.data !== undefined && users.length === 0);
  return (
    <>
      <AdminHead title={t("admin.sections.people")} />
      <div className="mb-3 max-w-lg">
        <Input
          type="search"
          label={t("admin.findPerson")}
          isLabelHidden
          placeholder={t("admin.findPersonHint")}
          value={sought}
          spellCheck={false}
          onChange={({ target }) => setSought(target.value)}
        />
      </div>
      <Panel>
        {isNobody ? (
          <Empty title={t("admin.nobody")} icon={<UserSearch size={32} aria-hidden />}>
            {t("admin.nobodyHint")}
          </Empty>
        ) : people.error !== null ? (
          <PageProblem error={people.error} reset={() => void people.refetch()} />
        ) : people.isPending ? (
          <RowSkeletons />
        ) : (
          <DataTable
            label={t("admin.sections.people")}
            columns={[
              {
                key: "person",
                head: t("admin.person"),
                onPhone: "title",
                className: "max-w-0 w-full",
                cell: (user) => (
                  <div className="min-w-0">
                    <Link
                      to="/admin/$section/$ref"
                      params={{ section: "people", ref: user.owner_id }}
                      className="block truncate font-medium hover:underline"
                    >
                      {nameOf(user)}
                    </Link>
                    <p className="num truncate text-2xs text-ink-3">
                      {[user.owner_id, user.username === null ? null : user.email]
                        .filter((one) => one !== null)
                        .join(" · ")}
                    </p>
                  </div>
                ),
              },
              {
                key: "role",
                head: t("admin.role"),
                onPhone: "lead",
                cell: (user) => <RoleBadge role={user.role} />,
              },
              {
                key: "accounts",
                head: t("admin.accounts"),
                isFigure: true,
                cell: (user) => user.account_ids.length,
              },
              {
                key: "since",
                head: t("admin.registered"),
                isFigure: true,
                cell: (user) => day(user.registered_at),
              },
            ]}
            rows={users}
            keyOf={(user) => user.owner_id}
          />
        )}
      </Panel>
      {people.hasNextPage ? (
        <div className="mt-4 flex justify-center">
          <Button isBusy={people.isFetchingNextPage} onClick={() => void people.fetchNextPage()}>
            {t("home.showMore")}
          </Button>
        </div>
      ) : null}
    </>
  );
}

export function RoleBadge({ role }: { readonly role: User["role"] }) {
  const { t } = useTranslation();
  return <Badge tone={role === "user" ? "neutral" : "accent"}>{t(`admin.roles.${role}`)}</Badge>;
}
