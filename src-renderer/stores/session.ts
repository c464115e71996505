import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import { createApi, type Api } from '../api/client.js';
import { createRawApi, type RawApi } from '../api/raw.js';

const KEY = 'gopherscope.token';

function readKept(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // storage can be switched off; then the token lives as long as the page
  }
}

function keep(token: string | null): void {
  try {
    if (token === null) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, token);
  } catch {
    // as above
  }
}

/** Who we are to the core: a bearer token, got for a one-time code or typed in. */
export const useSession = defineStore('session', () => {
  const token = ref(readKept());
  /** The core refused the token we had, or the code. */
  const refused = ref(false);
  const entering = ref(false);

  // The client is a proxy that answers to every name, `__v_isRef` too: kept away from Vue behind a function.
  const client = createApi({
    url: `${location.origin}/api/v1`,
    token: () => token.value,
    onRefused: () => {
      refused.value = true;
      setToken(null);
    },
  });
  const api = (): Api => client;
  const rawClient = createRawApi(`${location.origin}/api/v1`, () => token.value);
  const raw = (): RawApi => rawClient;

  function setToken(next: string | null): void {
    token.value = next;
    keep(next);
    if (next !== null) refused.value = false;
  }

  /** Trades the one-time code of the address for a token; a used code is no harm if we have a token already. */
  async function enter(code: string): Promise<void> {
    entering.value = true;
    try {
      const answer = await client.session.create({ code });
      setToken(answer.token);
    } catch {
      if (token.value === null) refused.value = true;
    } finally {
      entering.value = false;
    }
  }

  /** A core that was started with --no-auth takes anybody: then nobody is asked for a token. */
  async function tryNone(): Promise<void> {
    if (token.value !== null) return;
    entering.value = true;
    try {
      await client.session.status();
      token.value = '';
    } catch {
      // it wants one: the page asks
    } finally {
      entering.value = false;
    }
  }

  /** True if the core takes this token. */
  async function tryToken(typed: string): Promise<boolean> {
    setToken(typed.trim());
    try {
      await client.session.status();
      return true;
    } catch {
      setToken(null);
      refused.value = true;
      return false;
    }
  }

  return {
    token,
    refused,
    entering,
    api,
    raw,
    ready: computed(() => token.value !== null),
    enter,
    tryNone,
    tryToken,
  };
});
