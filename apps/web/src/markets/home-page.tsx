import { Empty } from "../ui/surface.tsx";

export function HomePage() {
  return <Empty title="HomePage" />;
}
