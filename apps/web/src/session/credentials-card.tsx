import type { ReactNode } from "react";
import { Logo } from "../ui/logo.tsx";
import { Panel } from "../ui/surface.tsx";

/** The one thing on the pages by which one comes in. */
export function CredentialsCard({
  title,
  children,
}: {
  readonly title: string;
  readonly children: ReactNode;
}) {
  return (
    <div className="mx-auto flex w-full max-w-sm flex-col items-center gap-6 pt-6 sm:pt-14">
      <Logo size={40} />
      <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
      <Panel className="flex w-full flex-col gap-5 p-6">{children}</Panel>
    </div>
  );
}
