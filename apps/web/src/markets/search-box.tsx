import { useNavigate } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { useTranslation } from "react-i18next";

export function SearchBox() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <form
      role="search"
      onSubmit={(submitted) => {
        submitted.preventDefault();
        const said = new FormData(submitted.currentTarget).get("q");
        const q = typeof said === "string" ? said : "";
        void navigate({ to: "/", search: q === "" ? {} : { q } });
      }}
      className="relative max-w-md"
    >
      <Search
        size={16}
        aria-hidden
        className="pointer-events-none absolute top-1/2 left-3 -translate-y-1/2 text-ink-3"
      />
      <input
        type="search"
        name="q"
        aria-label={t("search.label")}
        placeholder={t("search.placeholder")}
        className="h-9 w-full rounded-md border border-transparent bg-sunken pr-3 pl-9 text-sm placeholder:text-ink-3 focus:border-accent focus:bg-surface focus:outline-none"
      />
    </form>
  );
}
