import { jwtVerify, SignJWT } from 'jose';

/*
 * Stands for the app's own sign-in: a cookie with a signed token that says who the user is. An app has its own way, such as
 * express-session or the cookie of its identity provider; what counts is that the user can't write it.
 */

const NAME = 'session';

/** What the app's sign-in sets as a cookie, once it knows who the user is. Give it HttpOnly, Secure and SameSite=Lax, too. */
export async function sessionCookie(user: string, key: Uint8Array): Promise<string> {
  const session = new SignJWT({ sub: user }).setProtectedHeader({ alg: 'HS256' }).setExpirationTime('1h');
  return `${NAME}=${await session.sign(key)}`;
}

/** @param cookies the header `Cookie`. @returns undefined for somebody who isn't signed in. */
export async function userOfCookies(cookies: string | undefined, key: Uint8Array): Promise<string | undefined> {
  const [, session] = cookies?.match(new RegExp(`(?:^|;\\s*)${NAME}=([^;]*)`)) ?? [];
  if (session === undefined) return undefined;
  try {
    const { payload } = await jwtVerify(session, key, { algorithms: ['HS256'] });
    return payload.sub;
  } catch {
    return undefined;
  }
}
