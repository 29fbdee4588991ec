import { Empty } from "../ui/surface.tsx";

export function AdminPage() {
  return <Empty title="AdminPage" />;
}
