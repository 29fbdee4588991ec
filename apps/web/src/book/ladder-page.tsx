import { Empty } from "../ui/surface.tsx";

export function LadderPage() {
  return <Empty title="LadderPage" />;
}
