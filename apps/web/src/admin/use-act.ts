import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { noteWrite } from "../app/own-writes.ts";
import { problemText } from "../app/problem.ts";
import { moment } from "../i18n/format.ts";
import { toast } from "../ui/said.ts";

interface Answer {
  readonly seq: number;
  readonly awaiting_confirmation?: string | undefined;
}

/**
 * An act of an operator: what it changed is read anew everywhere, and it is said how it went. An
 * ending that waits for a second operator is told apart from one that was carried out.
 */
export function useAct<Wish, Given extends Answer>(
  act: (wish: Wish) => Promise<Given>,
  {
    done,
    onDone,
    isQuiet = false,
  }: {
    /** What is said when it is done. */
    readonly done: string;
    readonly onDone?: (answer: Given, wish: Wish) => void;
    /** Whoever asks shows by themselves what went wrong. */
    readonly isQuiet?: boolean;
  },
) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSuccess: async (answer, wish) => {
      noteWrite(answer.seq);
      const until = answer.awaiting_confirmation;
      if (until === undefined) toast("good", done);
      else toast("good", t("admin.awaiting"), t("admin.awaitingUntil", { when: moment(until) }));
      onDone?.(answer, wish);
      await queries.invalidateQueries();
    },
    onError: (error) => {
      if (!isQuiet) toast("bad", t("admin.refused"), problemText(error));
    },
  });
}
