import type { SignedIn } from "../session/signed-in.tsx";
import { Erase } from "./erase.tsx";
import { PasswordSection } from "./password.tsx";
import { SignIns } from "./sign-ins.tsx";
import { Wallets } from "./wallets.tsx";

/** How one comes in, where one is in, and leaving for good. */
export function Security({ person }: { readonly person: SignedIn }) {
  return (
    <>
      <PasswordSection person={person} />
      <Wallets person={person} />
      <SignIns person={person} />
      <Erase />
    </>
  );
}
