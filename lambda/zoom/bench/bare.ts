/* The least work that a token needs: the claims of Zoom's sample, signed. Everything else that the function does is ours. */
import jwt from 'jsonwebtoken';
import { standIn } from '../sandbox/stand-in.ts';

const { sdkKey, sdkSecret } = standIn.demoKeys({});

export function sessionToken(): string {
  const claims = { app_key: sdkKey, role_type: 0, tpc: 'lobby', version: 1, user_identity: 'ada' };
  return jwt.sign(claims, sdkSecret, { algorithm: 'HS256', expiresIn: 3_600 });
}
