import { ErrorAnswer } from "@probity/protocol";
import { ApiError } from "./api-error.ts";
import { liveSignature, signature } from "./signature.ts";
import type { ApiKey, LiveSignature } from "./signature.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** Query parameters; those that are undefined are left out, those of a list said once for each. */
export type Query = Readonly<
  Record<string, string | number | boolean | readonly string[] | undefined>
>;

export interface RequestOptions {
  readonly query?: Query;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
  /** Goes as `Idempotency-Key`. */
  readonly key?: string | undefined;
  /** Whether the body itself carries keys, so that sending it again is harmless. */
  readonly isKeyed?: boolean;
  /** Whether it only asks, as what is read does. */
  readonly isQuestion?: boolean;
}

export interface TransportOptions {
  /** Where the venue is, such as `http://localhost:8080`. */
  readonly url: string;
  /** Waits between tries, in ms; as many retries as there are waits. */
  readonly retryDelaysMs?: readonly number[];
  /** Gives up on an answer after this long; default 30 seconds. */
  readonly timeoutMs?: number;
  readonly fetch?: typeof globalThis.fetch;
  /** Access token of somebody who signed in before. */
  readonly token?: string | undefined;
  /** Signs every request instead of a token. */
  readonly key?: ApiKey | undefined;
}

const RETRY_DELAYS_MS: readonly number[] = [100, 300, 1_000, 3_000];
const TIMEOUT_MS = 30_000;
const API = "/api/v1";

/**
 * Sends requests and reads answers. A request is sent again only when that is harmless: reads, and
 * writes with an idempotency key; and only when the venue was busy, the outcome is unknown, or no
 * answer came. Connections are kept alive by the platform's `fetch`.
 */
export class Transport {
  private readonly url: string;
  private readonly retryDelaysMs: readonly number[];
  private readonly timeoutMs: number;
  private readonly fetch: typeof globalThis.fetch;
  // Private to the platform too: a client that is printed or logged shows no secret.
  #token: string | null;
  readonly #key: ApiKey | null;

  constructor(options: TransportOptions) {
    this.#key = options.key ?? null;
    this.#token = options.token ?? null;
    this.url = options.url.replace(/\/+$/, "");
    this.retryDelaysMs = options.retryDelaysMs ?? RETRY_DELAYS_MS;
    this.timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
    this.fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
  }

  /** The access token sent along, once signed in. */
  get token(): string | null {
    return this.#token;
  }

  set token(token: string | null) {
    this.#token = token;
  }

  /** Address of the live socket. */
  get liveUrl(): string {
    return `${this.url.replace(/^http/, "ws")}/ws`;
  }

  /** Signs in at the live socket; null without a key. */
  get keySignature(): (() => Promise<LiveSignature>) | null {
    const key = this.#key;
    return key === null ? null : () => liveSignature(key, Date.now());
  }

  /**
   * @param path below `/api/v1`.
   * @returns the JSON of a granted request; the text of one that answers something else, such as CSV.
   * @throws ApiError
   */
  request<Answer>(method: Method, path: string, options: RequestOptions = {}): Promise<Answer> {
    return this.send(method, `${API}${path}`, options);
  }

  /** The same for any path of the venue. */
  async send<Answer>(method: Method, path: string, options: RequestOptions = {}): Promise<Answer> {
    const isQuestion = method === "GET" || options.isQuestion === true;
    const isHarmless = isQuestion || options.key !== undefined || options.isKeyed === true;
    let unknown: ApiError | null = null;
    for (let attempt = 0; ; attempt++) {
      try {
        return (await this.once(method, path, options)) as Answer;
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        if (!isQuestion && error.isOutcomeUnknown) unknown = error;
        const delayMs = this.retryDelaysMs[attempt];
        const askedMs = error.retryAfterMs ?? 0;
        // Nobody waits longer to be heard than for an answer.
        const isTooLong = delayMs === undefined || askedMs > this.timeoutMs;
        const isLast = !isHarmless || isTooLong || !isWorthRetrying(error);
        // Who was refused at the door was not told what became of the try before.
        if (isLast) throw error.seq === null && unknown !== null ? unknown : error;
        await pause(Math.max(delayMs, askedMs));
      }
    }
  }

  private async once(method: Method, path: string, options: RequestOptions): Promise<unknown> {
    const { body, key } = options;
    const headers: Record<string, string> = { ...options.headers };
    if (body !== undefined) headers["content-type"] = "application/json";
    if (key !== undefined) headers["idempotency-key"] = key;
    const text = body === undefined ? "" : JSON.stringify(body);
    const address = this.addressOf(path, options.query);
    if (this.#key !== null) {
      const { pathname, search } = new URL(address);
      const said = { method, path: `${pathname}${search}`, body: text, time: Date.now() };
      Object.assign(headers, await signature(this.#key, said));
    } else if (this.#token !== null) headers["authorization"] = `Bearer ${this.#token}`;
    const signal = AbortSignal.timeout(this.timeoutMs);
    // A venue does not send elsewhere; what it is told in confidence would go along.
    const init: RequestInit = { method, headers, signal, redirect: "error" };
    if (body !== undefined) init.body = text;
    try {
      const response = await this.fetch(address, init);
      const answer = await contentOf(response);
      if (response.ok) return answer;
      throw refusalOf(response, answer);
    } catch (error) {
      if (error instanceof ApiError) throw error;
      throw noAnswer(`no answer to ${method} ${path}`, error);
    }
  }

  private addressOf(path: string, query: Query = {}): string {
    const parameters = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) {
      if (value === undefined) continue;
      for (const one of typeof value === "object" ? value : [value]) {
        parameters.append(name, String(one));
      }
    }
    const text = parameters.toString();
    return `${this.url}${path}${text === "" ? "" : `?${text}`}`;
  }
}

/** What a venue says is JSON, unless it says otherwise. */
async function contentOf(response: Response): Promise<unknown> {
  const type = response.headers.get("content-type") ?? "application/json";
  return /\bjson\b/.test(type) ? response.json() : response.text();
}

function isWorthRetrying(error: ApiError): boolean {
  return error.isOutcomeUnknown || error.isTryAgainLater;
}

function refusalOf(response: Response, answer: unknown): ApiError {
  const envelope = ErrorAnswer.safeParse(answer);
  if (!envelope.success)
    return noAnswer(`status ${response.status} without a known reason`, answer);
  const { error, seq } = envelope.data;
  const retryAfter = Number(response.headers.get("retry-after") ?? Number.NaN);
  return new ApiError({
    status: response.status,
    ...error,
    seq,
    retryAfterMs: Number.isFinite(retryAfter) ? retryAfter * 1_000 : null,
  });
}

function noAnswer(message: string, cause: unknown): ApiError {
  return new ApiError({ status: 0, code: "NO_ANSWER", message, cause });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
