import { Empty } from "../ui/surface.tsx";

export function SignUpPage() {
  return <Empty title="SignUpPage" />;
}
