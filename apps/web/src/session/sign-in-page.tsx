import { Empty } from "../ui/surface.tsx";

export function SignInPage() {
  return <Empty title="SignInPage" />;
}
