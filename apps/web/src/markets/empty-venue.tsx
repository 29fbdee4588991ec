import { Link } from "@tanstack/react-router";
import { Activity, Check, Copy, FilePlus2, Library } from "lucide-react";
import { useState } from "react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "../session/session.ts";
import { buttonClass } from "../ui/button.tsx";
import { copyText } from "../ui/copy.ts";
import { Panel } from "../ui/surface.tsx";

/** Where the command line looks for a venue unless it is told otherwise. */
const USUAL_ADDRESS = "http://localhost:8080";
const CATALOGUE = "data/polymarket-catalogue/events.json.gz";

/** The first page of a venue in which nothing trades yet: what one may do about it. */
export function EmptyVenue() {
  const { t } = useTranslation();
  const elsewhere = location.origin === USUAL_ADDRESS ? "" : ` --url ${location.origin}`;
  return (
    <section
      className="mx-auto flex max-w-5xl flex-col gap-6 py-6 sm:py-10"
      data-testid="empty-venue"
    >
      <div className="text-center">
        <h2 className="text-xl font-semibold tracking-tight">{t("emptyVenue.title")}</h2>
        <p className="mt-1 text-sm text-ink-3">{t("emptyVenue.hint")}</p>
      </div>
      <div className="grid gap-4 lg:grid-cols-3">
        <Way
          icon={<Activity size={20} aria-hidden />}
          title={t("emptyVenue.demo.title")}
          text={t("emptyVenue.demo.text")}
        >
          <Commands lines={["npm run demo:live"]} />
        </Way>
        <Way
          icon={<FilePlus2 size={20} aria-hidden />}
          title={t("emptyVenue.create.title")}
          text={t("emptyVenue.create.text")}
        >
          <Create />
        </Way>
        <Way
          icon={<Library size={20} aria-hidden />}
          title={t("emptyVenue.import.title")}
          text={t("emptyVenue.import.text")}
        >
          <Commands
            lines={[
              `npx probity login${elsewhere}`,
              `npx probity import-markets ${CATALOGUE} --open${elsewhere}`,
            ]}
          />
        </Way>
      </div>
    </section>
  );
}

function Way({
  icon,
  title,
  text,
  children,
}: {
  readonly icon: ReactNode;
  readonly title: string;
  readonly text: string;
  readonly children: ReactNode;
}) {
  return (
    <Panel className="flex flex-col gap-3 p-5">
      <div className="flex size-9 items-center justify-center rounded-md bg-accent-soft text-accent">
        {icon}
      </div>
      <h3 className="font-semibold">{title}</h3>
      <p className="text-sm text-ink-3">{text}</p>
      <div className="mt-auto flex flex-col gap-2 pt-2">{children}</div>
    </Panel>
  );
}

/** An operator creates one; a stranger may be the operator, who only has to sign in. */
function Create() {
  const { t } = useTranslation();
  const state = useSession();
  if (state.status === "signed-in" && state.role !== "user") {
    return (
      <Link
        to="/admin/$section"
        params={{ section: "new-event" }}
        className={buttonClass("primary")}
      >
        {t("emptyVenue.create.go")}
      </Link>
    );
  }
  return (
    <>
      <p className="text-xs text-ink-3">{t("emptyVenue.create.who")}</p>
      {state.status === "signed-in" ? null : (
        <Link to="/sign-in" className={buttonClass("secondary")}>
          {t("emptyVenue.create.signIn")}
        </Link>
      )}
    </>
  );
}

/** Lines for a terminal, each to be copied. */
function Commands({ lines }: { readonly lines: readonly string[] }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState<string | null>(null);
  const copy = async (line: string): Promise<void> => {
    if (await copyText(line)) setCopied(line);
  };
  return lines.map((line) => (
    <div key={line} className="flex items-start gap-2 rounded-md bg-sunken py-2 pr-2 pl-3">
      <code className="min-w-0 flex-1 py-1 font-mono text-xs break-words">{line}</code>
      <button
        type="button"
        aria-label={copied === line ? t("emptyVenue.copied") : t("emptyVenue.copy", { what: line })}
        className="shrink-0 rounded-sm p-1.5 text-ink-3 hover:bg-raised hover:text-ink"
        onClick={() => void copy(line)}
      >
        {copied === line ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
      </button>
    </div>
  ));
}
