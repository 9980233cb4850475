import type { IncomingMessage, ServerResponse } from 'node:http';
import { documentAudience } from '../../api/openapi.ts';
import type { Route } from '../../api/route.ts';
import { SANDBOX_HEADER } from '../../api/sandbox-header.ts';
import { adminOpenApiRoute, clientOpenApiRoute } from '../../lambda/openapi/contract.ts';
import { type ProviderId, providerOf } from '../../lambda/providers.ts';

/** A provider, and whether it has keys of its own. */
interface Marked {
  readonly id: ProviderId;
  readonly isDemo: boolean;
}

const DOCUMENTS = [clientOpenApiRoute, adminOpenApiRoute];

/**
 * Tells the console which tokens open nothing, by a header on the contract’s answer. It is put on here, outside of what is
 * deployed, so that no deployed stage tells anybody. Whoever doesn't get the contract isn't told what would be in it.
 */
export function sandboxMark(providers: readonly Marked[]) {
  const demo = new Set(providers.flatMap(({ id, isDemo }) => (isDemo ? [id] : [])));
  const routes: readonly Route[] = [...demo].flatMap((id) => providerOf(id).routes);
  return ({ url = '' }: Pick<IncomingMessage, 'url'>, response: ServerResponse): void => {
    const document = DOCUMENTS.find(({ path }) => path === url.split('?', 1)[0]);
    if (document === undefined) return;
    const names = routes.flatMap((route) => (documentAudience(route) === document.audience ? [route.name] : []));
    if (names.length === 0) return;
    const writeHead = response.writeHead;
    response.writeHead = (status: number, ...rest: unknown[]) => {
      if (status === 200) response.setHeader(SANDBOX_HEADER, names.join(' '));
      return Reflect.apply(writeHead, response, [status, ...rest]);
    };
  };
}
