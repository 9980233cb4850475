import { createHmac } from 'node:crypto';

const secret = '5cfd2fd1755d40ecb72977518be15d3b';

/** A user name and its HMAC, as coturn’s page has it in a line of shell: the least work that a credential needs. */
export function turnCredential(): string {
  const username = `${Math.floor(Date.now() / 1000) + 3_600}:ada`;
  const credential = createHmac('sha1', secret).update(username).digest('base64');
  return JSON.stringify([{ urls: ['turn:turn.example.com:3478'], username, credential }]);
}
