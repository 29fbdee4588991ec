import { Empty } from "../ui/surface.tsx";

export function LeaderboardPage() {
  return <Empty title="LeaderboardPage" />;
}
