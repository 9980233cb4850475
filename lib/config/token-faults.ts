import { providers } from '../../lambda/providers.ts';
import type { RightsFault } from '../../lambda/shared/providers/provider.ts';
import { placeholderNames, placeholders } from '../../lambda/shared/rights/placeholders.ts';
import type { CallerConfig } from './caller.ts';
import type { IssuerConfig } from './issuers.ts';
import { rightsOver } from './rights.ts';
import { claimsOf } from './token-caller.ts';

interface Signing {
  readonly issuers: Readonly<Record<string, IssuerConfig>>;
  readonly callers: Readonly<Record<string, CallerConfig>>;
}

/** Callers of signed-in users that name an issuer which isn't there, and rights with values that nobody has. */
export function tokenFaults({ issuers, callers }: Signing): RightsFault[] {
  const known = Object.keys(issuers);
  return [
    ...keyFaults(issuers),
    ...Object.entries(callers).flatMap(([name, caller]) => {
      const faults = valueFaults(caller).map(({ path, expected }) => ({
        path: ['callers', name, 'rights', ...path],
        expected,
      }));
      if (caller.token === undefined || known.includes(caller.token.issuer)) return faults;
      const expected =
        known.length === 0
          ? 'an issuer, but the stage has none: name it in issuers'
          : `an issuer of the stage: ${known.join(', ')}`;
      return [{ path: ['callers', name, 'token', 'issuer'], expected }, ...faults];
    }),
  ];
}

/** One who signs has one set of keys. With several, the guard would read them one after the other, and has 5 s in all. */
function keyFaults(issuers: Signing['issuers']): RightsFault[] {
  const keysOf = ({ jwksUri, jwks }: IssuerConfig) => JSON.stringify([jwksUri, jwks]);
  const all = Object.entries(issuers);
  return all.flatMap(([name, issuer]) => {
    const [first, same] = all.find(([, other]) => other.issuer === issuer.issuer) ?? [name, issuer];
    if (keysOf(same) === keysOf(issuer)) return [];
    const expected = `the same jwksUri or jwks as ${first} has, since both have the same issuer`;
    return [{ path: ['issuers', name], expected }];
  });
}

function valueFaults({ token, rights }: CallerConfig): RightsFault[] {
  const there = token && Object.keys(claimsOf(token));
  const expected = there
    ? `only ${there.map((name) => `{${name}}`).join(', ')} in braces: what token gives`
    : 'nothing in braces, since this caller has no token: no user has claims that could stand there';
  return providers.flatMap(({ id }) =>
    Object.entries(rightsOver(id, rights) ?? {}).flatMap(([term, limit]) => {
      if (!Array.isArray(limit)) return [];
      return limit.flatMap((pattern, at) => {
        const isWrong = placeholderNames(pattern).some((name) => !there?.includes(name));
        return isWrong || (there && hasOtherBraces(pattern)) ? [{ path: [id, term, at], expected }] : [];
      });
    }),
  );
}

/** Such as in `{custom:org}` or `${tenant}`: some names may have braces, but here it is hardly meant. */
function hasOtherBraces(pattern: string): boolean {
  const parts = placeholders(pattern);
  return parts.some((part, at) => {
    const next = parts[at + 1];
    return 'text' in part && (/[{}]/.test(part.text) || (part.text.endsWith('$') && next !== undefined));
  });
}
