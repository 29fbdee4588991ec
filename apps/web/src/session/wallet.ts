/** A wallet that lives in the browser, as EIP-1193 describes it; nothing is loaded from elsewhere. */
interface Provider {
  request(call: {
    readonly method: string;
    readonly params?: readonly unknown[];
  }): Promise<unknown>;
}

declare global {
  interface Window {
    readonly ethereum?: Provider;
  }
}

/** Null: the browser has no wallet. */
export function walletOfBrowser(): Provider | null {
  return window.ethereum ?? null;
}

export interface WalletAccount {
  readonly address: string;
  readonly chainId: number;
  /** Has the owner sign a text (EIP-191). @throws whatever the wallet says when they decline. */
  sign(message: string): Promise<string>;
}

/** Asks the owner for an account. */
export async function connectWallet(provider: Provider): Promise<WalletAccount> {
  const accounts = await provider.request({ method: "eth_requestAccounts" });
  const [address] = Array.isArray(accounts) ? (accounts as unknown[]) : [];
  if (typeof address !== "string") throw new Error("the wallet gave no account");
  const chain = await provider.request({ method: "eth_chainId" });
  return {
    address,
    chainId: Number(chain),
    sign: async (message) => {
      const hex = [...new TextEncoder().encode(message)]
        .map((byte) => byte.toString(16).padStart(2, "0"))
        .join("");
      const signature = await provider.request({
        method: "personal_sign",
        params: [`0x${hex}`, address],
      });
      if (typeof signature !== "string") throw new Error("the wallet signed nothing");
      return signature;
    },
  };
}
