import i18next from "i18next";

/** How the reader's language writes figures. */
function locale(): string {
  return i18next.language === "zh" ? "zh-CN" : "en-US";
}

const made = new Map<string, Intl.NumberFormat>();

export function number(name: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${locale()}/${name}`;
  let format = made.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat(locale(), options);
    made.set(key, format);
  }
  return format;
}

/** Dollars, to the cent. @param amount decimal text. */
export function dollars(amount: string | number): string {
  return number("dollars", {
    style: "currency",
    currency: "USD",
    currencyDisplay: "narrowSymbol",
  }).format(Number(amount));
}

/** Dollars, short: $1.2M. */
export function dollarsShort(amount: string | number): string {
  const value = Number(amount);
  if (Math.abs(value) < 1_000)
    return number("dollars0", {
      style: "currency",
      currency: "USD",
      currencyDisplay: "narrowSymbol",
      maximumFractionDigits: 0,
    }).format(value);
  return number("short", {
    style: "currency",
    currency: "USD",
    currencyDisplay: "narrowSymbol",
    notation: "compact",
    maximumFractionDigits: 1,
  }).format(value);
}

/**
 * A price in cents: 43¢, 0.5¢.
 *
 * @param price decimal text, dollars a share.
 * @param decimals always shown, so that figures stand under each other; else as many as there are.
 */
export function cents(price: string | number, decimals?: number): string {
  const value = Math.round(Number(price) * 10_000) / 100;
  const format =
    decimals === undefined
      ? number("cents", { maximumFractionDigits: 2 })
      : number(`cents${decimals}`, {
          minimumFractionDigits: decimals,
          maximumFractionDigits: decimals,
        });
  return `${format.format(value)}¢`;
}

/** A probability: 43 %, <1 %, >99 %. @param price of YES. */
export function percent(price: string | number): string {
  const value = Number(price) * 100;
  if (value > 0 && value < 1) return "<1%";
  if (value > 99 && value < 100) return ">99%";
  return `${number("percent", { maximumFractionDigits: 0 }).format(value)}%`;
}

/** Shares, with the hundredths they have. */
export function shares(quantity: string | number): string {
  return number("shares", { maximumFractionDigits: 2 }).format(Number(quantity));
}

/** Shares, short: 840, 1.2K. */
export function sharesShort(quantity: string | number): string {
  return number("sharesShort", { notation: "compact", maximumFractionDigits: 1 }).format(
    Number(quantity),
  );
}

/** Shares with their sign: +12.5, −3. */
export function signedShares(quantity: string | number): string {
  return number("signedShares", { maximumFractionDigits: 2, signDisplay: "exceptZero" }).format(
    Number(quantity),
  );
}

/** With its sign: +$4.20, −$3.00. */
export function signedDollars(amount: string | number): string {
  return number("signed", {
    style: "currency",
    currency: "USD",
    currencyDisplay: "narrowSymbol",
    signDisplay: "exceptZero",
  }).format(Number(amount));
}

/** A part of something, with its sign: +4.2%. @param part 1 is all of it. */
export function signedPercent(part: number): string {
  return number("signedPercent", {
    style: "percent",
    signDisplay: "exceptZero",
    maximumFractionDigits: 1,
  }).format(part);
}

/** A moment in the reader's zone: Nov 21, 18:30; of another year with it. @param time ISO 8601. */
export function moment(time: string | number): string {
  const isThisYear = new Date(time).getFullYear() === new Date().getFullYear();
  return new Intl.DateTimeFormat(locale(), {
    ...(isThisYear ? {} : { year: "numeric" }),
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  }).format(new Date(time));
}

/** A day: Nov 21, 2026. */
export function day(time: string | number): string {
  return new Intl.DateTimeFormat(locale(), {
    year: "numeric",
    month: "short",
    day: "numeric",
  }).format(new Date(time));
}

/** The time of day, with seconds. */
export function clock(time: string | number): string {
  return new Intl.DateTimeFormat(locale(), {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  }).format(new Date(time));
}

/** A moment as a time axis takes it, which knows no zones: the reader's own clock read as UTC. @param seconds since 1970. */
export function axisSeconds(seconds: number): number {
  return seconds - new Date().getTimezoneOffset() * 60;
}

/** A mark of a time axis. @param seconds since 1970, of the reader's own clock read as UTC. */
export function axisTime(seconds: number, kind: "moment" | "time" | "day" | "month"): string {
  const options: Intl.DateTimeFormatOptions = {
    moment: { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" } as const,
    time: { hour: "2-digit", minute: "2-digit" } as const,
    day: { month: "short", day: "numeric" } as const,
    month: { month: "short", year: "numeric" } as const,
  }[kind];
  const format = new Intl.DateTimeFormat(locale(), {
    ...options,
    timeZone: "UTC",
    hourCycle: "h23",
  });
  return format.format(new Date(seconds * 1_000));
}

const STEPS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** How long from now, or ago: in 3 days, 2 hours ago. */
export function fromNow(time: string | number, now: number = Date.now()): string {
  const seconds = (new Date(time).getTime() - now) / 1_000;
  for (const [unit, size] of STEPS) {
    if (Math.abs(seconds) >= size) return relative(Math.trunc(seconds / size), unit);
  }
  return relative(Math.trunc(seconds), "second");
}

function relative(count: number, unit: Intl.RelativeTimeFormatUnit): string {
  // "tomorrow" and "now" are words; "next mo." is none.
  const numeric = unit === "day" || count === 0 ? "auto" : "always";
  return new Intl.RelativeTimeFormat(locale(), { numeric, style: "narrow" }).format(count, unit);
}

/** A size of memory or files: 703 MB. */
export function bytes(size: number): string {
  return number("bytes", {
    style: "unit",
    unit: "megabyte",
    maximumFractionDigits: 0,
  }).format(size / 1_000_000);
}

/** A short time: 2.5 ms. */
export function milliseconds(ms: number): string {
  return number("ms", {
    style: "unit",
    unit: "millisecond",
    maximumSignificantDigits: 3,
  }).format(ms);
}
