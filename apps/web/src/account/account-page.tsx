import { Empty } from "../ui/surface.tsx";

export function AccountPage() {
  return <Empty title="AccountPage" />;
}
