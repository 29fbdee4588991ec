import { Empty } from "../ui/surface.tsx";

export function PortfolioPage() {
  return <Empty title="PortfolioPage" />;
}
