/** A body that is right for each route, for tests that spoil it. */

/** A limit order with every field it may have. */
export const ORDER = {
  type: "limit",
  market_id: "mkt_5-1",
  outcome: "yes",
  side: "buy",
  price: "0.5",
  quantity: "10",
  client_order_id: "k-1",
  time_in_force: "gtd",
  post_only: false,
  expires_at: "2099-01-01T00:00:00.000Z",
  reduce_only: false,
  self_trade_prevention: "cancel-maker",
  group_id: "grp_9-0",
  session_id: "ses_9-0",
};
const ACCOUNT = { account_id: "acc_9-0" };
const MONEY = { ...ACCOUNT, asset: "USD", amount: "1.5" };
const MARKET = {
  slug: "a-market",
  question: "Q?",
  description: "D",
  image: "",
  tick_size: "0.01",
  min_quantity: "1",
  fees: { formula: "quadratic", exponent: 2, taker_bps: 10, maker_bps: 0, rebate_bps: 5 },
  position_limit: "100",
  band_low: "0.01",
  band_high: "0.99",
  close_time: "2099-01-01T00:00:00Z",
  taker_delay_ms: 250,
};
const { slug: _slug, tick_size: _tickSize, close_time: _closeTime, ...MARKET_CHANGE } = MARKET;
const TEXT = { title: "T", description: "D", category: "C", tags: ["a"], image: "", rules: "R" };
const CREDENTIALS = { email: "somebody@example.org", password: "long enough" };
const VOID = { policy: "split", yes_payout: "0.5" };

/** A valid body of each route that takes one, with every field it may have. */
export const VALID_BODIES: Readonly<Record<string, object>> = {
  "POST /api/v1/auth/register": CREDENTIALS,
  "POST /api/v1/auth/login": CREDENTIALS,
  "POST /api/v1/auth/refresh": { refresh_token: "a.b.c" },
  "POST /api/v1/auth/logout": { everywhere: false },
  "POST /api/v1/auth/keys": {
    label: "bot",
    scopes: ["read", "trade"],
    account_ids: ["acc_9-0"],
    expires_at: "2099-01-01T00:00:00Z",
  },
  "POST /api/v1/admin/events": {
    slug: "an-event",
    ...TEXT,
    collateral: "USD",
    mutually_exclusive: true,
    exhaustive: false,
    markets: [MARKET],
  },
  "POST /api/v1/admin/events/{ref}/markets": MARKET,
  "PATCH /api/v1/admin/events/{ref}": TEXT,
  "PATCH /api/v1/admin/markets/{ref}": MARKET_CHANGE,
  "POST /api/v1/admin/markets/{ref}/state": { to: "halted", mode: "normal" },
  "POST /api/v1/admin/events/{ref}/state": { to: "halted", mode: "normal" },
  "POST /api/v1/admin/markets/{ref}/propose": { yes_payout: "1" },
  "POST /api/v1/admin/markets/{ref}/resolve": { yes_payout: "1" },
  "POST /api/v1/admin/events/{ref}/resolve": {
    payouts: [{ market_id: "mkt_5-1", yes_payout: "1" }],
  },
  "POST /api/v1/admin/markets/{ref}/void": VOID,
  "POST /api/v1/admin/markets/{ref}/void/plan": VOID,
  "POST /api/v1/admin/events/{ref}/void": VOID,
  "POST /api/v1/admin/events/{ref}/void/plan": VOID,
  "POST /api/v1/orders": { ...ACCOUNT, ...ORDER },
  "POST /api/v1/orders/preview": { ...ACCOUNT, ...ORDER },
  "POST /api/v1/orders/batch": { ...ACCOUNT, orders: [ORDER] },
  "POST /api/v1/orders/cancel": { ...ACCOUNT, targets: [{ order_id: "ord_9-0" }] },
  "POST /api/v1/orders/cancel-all": { ...ACCOUNT, market_id: "mkt_5-1" },
  "PATCH /api/v1/orders/{order_id}": { ...ACCOUNT, price: "0.4", quantity: "5" },
  "POST /api/v1/orders/{order_id}/replace": { ...ACCOUNT, replacement: ORDER },
  "POST /api/v1/sets/split": { ...ACCOUNT, market_id: "mkt_5-1", quantity: "1" },
  "POST /api/v1/sets/merge": { ...ACCOUNT, market_id: "mkt_5-1", quantity: "1" },
  "POST /api/v1/sets/convert": {
    ...ACCOUNT,
    event_id: "evt_5-0",
    market_ids: ["mkt_5-1"],
    quantity: "1",
  },
  "POST /api/v1/claims": { ...ACCOUNT, market_id: "mkt_5-1" },
  "POST /api/v1/deposits": MONEY,
  "POST /api/v1/withdrawals": MONEY,
  "POST /api/v1/transfers": { ...MONEY, to_account_id: "acc_8-0" },
  "POST /api/v1/share-transfers": {
    ...ACCOUNT,
    to_account_id: "acc_8-0",
    market_id: "mkt_5-1",
    outcome: "no",
    quantity: "1",
  },
  "PATCH /api/v1/admin/accounts/{account_id}": { status: "frozen", max_open_orders: 5 },
  "POST /api/v1/admin/roles": { owner_id: "own_2", role: "admin" },
  "POST /api/v1/admin/collateral": { symbol: "EUR" },
  "POST /api/v1/admin/deposits": MONEY,
  "POST /api/v1/admin/transfers": {
    from: { kind: "account", account_id: "acc_9-0" },
    to: { kind: "reserve", market_id: "mkt_5-1" },
    asset: "USD",
    amount: "1",
  },
  "POST /api/v1/heartbeat": { ...ACCOUNT, timeout_ms: 1_000 },
  "POST /api/v1/sessions": ACCOUNT,
  "POST /api/v1/order-groups": { ...ACCOUNT, limit: "10" },
  "POST /api/v1/order-groups/{group_id}/trip": ACCOUNT,
  "POST /api/v1/order-groups/{group_id}/reset": ACCOUNT,
};
