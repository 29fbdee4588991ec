import type { PlacementAnswer } from "@probity/protocol";

/** What became of an order at once, in a word. */
export function resultOf(
  placement: PlacementAnswer["order"],
): "filled" | "partly" | "rests" | "nothing" {
  const isFilled = placement.filled !== "0";
  if (placement.resting !== "0") return isFilled ? "partly" : "rests";
  return isFilled ? "filled" : "nothing";
}
