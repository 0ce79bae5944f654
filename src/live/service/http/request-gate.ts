import type { IncomingMessage } from 'node:http';

/** Which requests a server takes, going by whom they say they are for and where they come from. */
export interface GateOptions {
  /** Whether only this machine can connect. */
  readonly isLoopback: boolean;
  /**
   * Names beside those of the loopback that a `Host` may have, in lower case without a port; `*`
   * takes any. A server beyond the loopback takes any unless some are named here.
   */
  readonly allowHosts: readonly string[];
}

/** Why a request is not performed. */
export interface Refusal {
  readonly status: 403 | 421;
  readonly error: string;
}

/**
 * Keeps pages of other sites out, which reach a server on the loopback through the browser of who runs
 * it: by a name that was made to point here (DNS rebinding, which the `Host` gives away), or as requests
 * across sites (which browsers mark, and which no program needs).
 */
export class RequestGate {
  readonly #names: ReadonlySet<string>;
  readonly #takesAny: boolean;

  constructor({ isLoopback, allowHosts }: GateOptions) {
    this.#names = new Set(allowHosts.map((name) => name.toLowerCase()));
    this.#takesAny = this.#names.has('*') || (!isLoopback && allowHosts.length === 0);
  }

  /** `null` where the request may be performed. */
  refusalOf({ headers }: Pick<IncomingMessage, 'headers'>): Refusal | null {
    const { host, origin } = headers;
    if (host !== undefined && !this.#isOurs(host))
      return {
        status: 421,
        error: `expected the Host to be one of this machine or named by --allow-host, got '${shown(host)}'`,
      };
    const site = headers['sec-fetch-site'] ?? 'none';
    if (site !== 'none' && site !== 'same-origin')
      return {
        status: 403,
        error: `expected no request from another site, got one that is ${shown(site)}`,
      };
    if (origin !== undefined && !isSameOrigin(origin, host ?? ''))
      return {
        status: 403,
        error: `expected no request from another origin, got ${shown(origin)}`,
      };
    return null;
  }

  #isOurs(host: string): boolean {
    if (this.#takesAny) return true;
    const name = hostName(host);
    return name !== null && (isLoopbackName(name) || this.#names.has(name));
  }
}

/** The name of a `Host` without its port, in lower case; `null` where it is none. */
function hostName(host: string): string | null {
  const [, name = null] = /^(\[[\da-f:.]+\]|[^:[\]/@\s]+)(?::\d{1,5})?$/i.exec(host) ?? [];
  return name === null ? null : name.toLowerCase().replace(/\.$/, '');
}

function isLoopbackName(name: string): boolean {
  return name === 'localhost' || name === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(name);
}

/** Of the origin only its host counts: a proxy before us may have taken off the TLS. */
function isSameOrigin(origin: string, host: string): boolean {
  if (!URL.canParse(origin)) return false;
  const { protocol, host: from } = new URL(origin);
  const standard = protocol === 'https:' ? ':443' : ':80';
  return from !== '' && from === host.toLowerCase().replace(new RegExp(`${standard}$`), '');
}

function shown(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}
