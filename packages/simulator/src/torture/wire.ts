import { Agent, request as httpRequest } from "node:http";

/** What came back: status and parsed body. */
export interface WireAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** One kept-alive connection to the venue. Says plainly when there was no answer: the case torture is about. */
export class Wire {
  private readonly url: string;
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });
  /** Bearer token; set by `signIn`, or from an earlier one. */
  token: string | null = null;

  constructor(url: string) {
    this.url = url;
  }

  /** Signs in, registering first if need be. */
  async signIn(credentials: { readonly email: string; readonly password: string }): Promise<void> {
    const login = await this.must("POST", "/auth/login", credentials, [401]);
    const answer =
      login.status === 401 ? await this.must("POST", "/auth/register", credentials) : login;
    this.token = answer.body["access_token"] as string;
  }

  /** A request that must succeed, or answer with one of `also`. */
  async must(
    method: string,
    path: string,
    body: object | null,
    also: readonly number[] = [],
  ): Promise<WireAnswer> {
    const answer = await this.request(method, path, body, null);
    if (answer === null) throw new Error(`${method} ${path}: no answer`);
    if (answer.status >= 300 && !also.includes(answer.status)) {
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    }
    return answer;
  }

  /** @returns null if the connection ended before a whole answer came. */
  request(
    method: string,
    path: string,
    body: object | null,
    key: string | null,
  ): Promise<WireAnswer | null> {
    const text = body === null || method === "DELETE" ? null : JSON.stringify(body);
    return new Promise((resolve) => {
      const headers: Record<string, string | number> = {};
      if (text !== null) {
        headers["content-type"] = "application/json";
        headers["content-length"] = Buffer.byteLength(text);
      }
      if (this.token !== null) headers["authorization"] = `Bearer ${this.token}`;
      if (key !== null && method === "POST" && !path.startsWith("/orders")) {
        headers["idempotency-key"] = key;
      }
      const options = { method, headers, agent: this.agent };
      const request = httpRequest(`${this.url}/api/v1${path}`, options, (response) => {
        let received = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => (received += chunk));
        response.on("error", () => resolve(null));
        response.on("aborted", () => resolve(null));
        response.on("end", () => {
          if (!response.complete) return resolve(null);
          const parsed = received === "" ? {} : (JSON.parse(received) as WireAnswer["body"]);
          resolve({ status: response.statusCode ?? 0, body: parsed });
        });
      });
      request.on("error", () => resolve(null));
      request.end(text ?? undefined);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}
