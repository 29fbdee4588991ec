import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { useEffect } from "react";
import { session } from "../session/session.ts";
import "../session/venue.ts";
import { Toasts } from "../ui/toast.tsx";
import { queries } from "./queries.ts";
import { router } from "./router.tsx";

export function App() {
  useEffect(() => {
    session.begin();
  }, []);
  return (
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
      <Toasts />
    </QueryClientProvider>
  );
}
