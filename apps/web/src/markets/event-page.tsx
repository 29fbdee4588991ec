import { Empty } from "../ui/surface.tsx";

export function EventPage() {
  return <Empty title="EventPage" />;
}
