import { ApiError, ProbityClient } from "@probity/client";

/** Everybody in the demo signs in with this; it is play money on one's own machine. */
export const DEMO_PASSWORD = "a demo with play money";
/** A new token well before the old one ends. */
const SIGN_IN_EVERY_MS = 10 * 60_000;

export const MAKERS = ["Meridian", "Harbour_Desk", "Oakline"] as const;
export const TAKERS = [
  "ada_lovegood",
  "bayes_theorem",
  "calm_trader",
  "delta_hedger",
  "early_bird",
  "fermi_guess",
  "grace_h",
  "hal_9001",
  "ivory_tower",
  "jane_doe",
  "kelly_bets",
  "long_tail",
] as const;
/** Who looks around. */
export const VISITOR = "trader";

/** Somebody who trades in the demo, with an account of play money. */
export class Participant {
  readonly name: string;
  readonly client: ProbityClient;
  readonly accountId: string;
  readonly #timer: ReturnType<typeof setInterval>;

  private constructor(name: string, client: ProbityClient, accountId: string) {
    this.name = name;
    this.client = client;
    this.accountId = accountId;
    const again = { email: emailOf(name), password: DEMO_PASSWORD };
    this.#timer = setInterval(() => void client.signIn(again).catch(() => {}), SIGN_IN_EVERY_MS);
  }

  /** Registers with so many dollars; whoever is known signs in. */
  static async enter(url: string, name: string, dollars: number): Promise<Participant> {
    const client = new ProbityClient({ url, retryDelaysMs: [100, 500] });
    const credentials = { email: emailOf(name), password: DEMO_PASSWORD };
    try {
      const { account_ids } = await client.register(credentials);
      await client.accounts.deposit({ amount: String(dollars) }, "to-begin-with");
      await client.person.updateProfile({ username: name });
      await client.person.setPreferences({ preferences: { leaderboard: "username" } });
      return new Participant(name, client, account_ids[0] ?? "");
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== "EMAIL_TAKEN") throw error;
      const { account_ids } = await client.signIn(credentials);
      return new Participant(name, client, account_ids[0] ?? "");
    }
  }

  leave(): void {
    clearInterval(this.#timer);
  }
}

export function emailOf(name: string): string {
  return `${name}@demo.example`;
}
