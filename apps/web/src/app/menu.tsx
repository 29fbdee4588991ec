import { useNavigate } from "@tanstack/react-router";
import { ChartNoAxesColumn, Languages, LogOut, Moon, ShieldCheck, Sun, Wallet } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { speak } from "../i18n/index.ts";
import type { Language } from "../i18n/index.ts";
import { session, useSession } from "../session/session.ts";
import { MENU_BUTTON } from "./menu-look.ts";
import { setTheme, useTheme } from "./theme.ts";

const ITEM =
  "flex cursor-pointer items-center gap-2.5 rounded-sm px-2.5 py-2 text-sm outline-none select-none data-[highlighted]:bg-sunken";

/** What one may do anywhere: go to one's own pages, change the theme or the language, sign out. */
export default function Menu({ icon }: { readonly icon: ReactNode }) {
  const { t, i18n } = useTranslation();
  const state = useSession();
  const theme = useTheme();
  const navigate = useNavigate();
  const other: Language = i18n.language === "zh" ? "en" : "zh";
  const isSignedIn = state.status === "signed-in";
  return (
    <DropdownMenu.Root defaultOpen>
      <DropdownMenu.Trigger aria-label={t("shell.menu")} className={MENU_BUTTON}>
        {icon}
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={6}
          className="z-50 min-w-52 rounded-md border border-line bg-raised p-1.5 shadow-over"
        >
          {isSignedIn ? (
            <>
              <DropdownMenu.Item
                className={ITEM}
                onSelect={() => void navigate({ to: "/portfolio" })}
              >
                <ChartNoAxesColumn size={16} aria-hidden /> {t("shell.portfolio")}
              </DropdownMenu.Item>
              <DropdownMenu.Item
                className={ITEM}
                onSelect={() => void navigate({ to: "/account" })}
              >
                <Wallet size={16} aria-hidden /> {t("shell.account")}
              </DropdownMenu.Item>
              {state.role === "user" ? null : (
                <DropdownMenu.Item
                  className={ITEM}
                  onSelect={() => void navigate({ to: "/admin" })}
                >
                  <ShieldCheck size={16} aria-hidden /> {t("shell.admin")}
                </DropdownMenu.Item>
              )}
              <DropdownMenu.Separator className="my-1 h-px bg-line" />
            </>
          ) : null}
          <DropdownMenu.Item
            className={ITEM}
            onSelect={() => setTheme(theme === "dark" ? "light" : "dark")}
          >
            {theme === "dark" ? <Sun size={16} aria-hidden /> : <Moon size={16} aria-hidden />}
            {theme === "dark" ? t("shell.light") : t("shell.dark")}
          </DropdownMenu.Item>
          <DropdownMenu.Item className={ITEM} onSelect={() => void speak(other)} lang={other}>
            <Languages size={16} aria-hidden /> {other === "zh" ? "中文" : "English"}
          </DropdownMenu.Item>
          {isSignedIn ? (
            <>
              <DropdownMenu.Separator className="my-1 h-px bg-line" />
              <DropdownMenu.Item className={ITEM} onSelect={() => void session.signOut()}>
                <LogOut size={16} aria-hidden /> {t("shell.signOut")}
              </DropdownMenu.Item>
            </>
          ) : null}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
