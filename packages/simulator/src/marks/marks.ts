/**
 * What must happen sometimes. Laws say what must always hold; a run in which
 * nothing happens keeps them all, so a run of some size must also reach every
 * situation listed here. `EARLY` marks are due within 20,000 commands of any seed,
 * the others within 100,000.
 */
export const EARLY = [
  // Matching
  "a mint",
  "a merge",
  "YES changed hands",
  "NO changed hands",
  "a mint across three makers",
  "a mint and a complementary fill in one walk",
  "fills at two prices in one walk",
  "a maker filled in part",
  "a taker filled in part and rested",
  "an own order stopped a taker",
  "an own order of another account stopped a taker",
  "an own maker was cancelled and the walk went on",
  "an own maker and the taker's rest were cancelled",
  "a fill-or-kill was filled by several makers",
  "a fill-or-kill was refused before a book that was not empty",
  "an immediate order was filled in part",
  "a market order was filled",
  "a market order gave up its rest",
  "cash with the fee included was spent",
  "cash with the fee on top was spent",
  "cash was not spent for want of makers",
  "a cash fill-or-kill was refused",
  "a post-only order rested",
  "a reduce-only order was clipped",
  // Fees
  "a taker's fee under the symmetric formula",
  "a taker's fee under the quadratic formula",
  "a taker's fee under the squared formula",
  "a maker's fee",
  "a rebate",
  "a rebate capped by the taker's fee",
  // Changing orders
  "an amendment kept its priority",
  "an amendment grew an order",
  "an amendment met makers",
  "an amendment cancelled an order",
  "an amendment of an order filled in part",
  "an amendment while the market did not trade",
  "a replacement met makers",
  "a replacement changed sides",
  "a batch of which some were refused",
  "a batch with the same key twice",
  "a cancellation by key",
  // Taker delay
  "a delayed order traded when its time came",
  // Baskets and limits
  "a basket was placed",
  "a basket met makers in two markets",
  "a basket failed for the sake of one order",
  "a basket was too dear as a whole",
  "an order was refused for its account's exposure",
  "a new account was bound like another",
  "an excluded owner's buys were cancelled",
  "an excluded owner sold",
  // Grids
  "orders fell with a coarser grid",
  "a finer grid kept all orders",
  "an announced grid came into force",
  // Two operators
  "a second operator ended a market",
  // Keys and redelivery
  "a command was delivered twice",
  // Safety switches
  "fills tripped a group",
  "a maker's group tripped",
  "a group was reset and traded again",
  "a session's end cancelled orders",
  "a dead man's orders were cancelled",
  "an order expired",
  "several deadlines fell due at once",
  "the venue resumed past a deadline",
  // Markets and money
  "a market closed by itself",
  "a conversion",
  "a conversion carried cost",
  "a fractional resolution",
  "a claim while a market paid out",
  "shares were transferred with their cost",
  "a withdrawal was confirmed",
  "a withdrawal failed",
] as const;

export const LATE = [
  "a basket tripped a group",
  "a market traded on a grid coarser than its ladder",
  "more than one command's worth of orders fell with a grid",
  "a second operator ended an event",
  "a delayed order was cancelled while it waited",
  "a delayed order found its market not taking orders",
  "a maker under an old schedule",
  "an amendment that would have traded was refused",
  "a fee that took all proceeds of a seller",
  "a key was used anew after a day",
  "a key was repeated for a resting order after a day",
  "a void by split",
  "a void at the last price",
  "more than one command's worth of orders was asked to be cancelled",
  "more than one command's worth of orders fell with a session",
  "more than one command's worth of orders fell with a group",
  "more than one command's worth of orders fell with a dead man",
  "a resolution took several commands",
  "a recovery closed a session with a crowd of orders",
  "two jobs waited",
  "one command's steps were used up",
  "a session gone kept an order from growing",
  "conversion of all outcomes at once",
  "an outcome was eliminated while conversions were outstanding",
  "an event resolved with conversions outstanding",
  "an event was voided with conversions outstanding",
  "a void at cost drew on the reserve",
  "a void at cost left a surplus",
  "an order expired while its market did not trade",
  "a recovery gave a dead man grace",
  "a market of the coarsest tick traded",
  "a market of the finest tick traded",
] as const;

export type Mark = (typeof EARLY)[number] | (typeof LATE)[number];

/** Where marks are reported. */
export type Reach = (mark: Mark) => void;
