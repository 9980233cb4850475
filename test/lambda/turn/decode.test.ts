import { describe, expect, it } from 'vitest';
import { readableEnd } from '../../../lambda/shared/decoding/readable-time.ts';
import { decode } from '../../../lambda/turn/decode.ts';

const decoded = async (iceServers: object) => (await decode(JSON.stringify(iceServers), {}))?.rows;

describe('the decoder of ICE servers', () => {
  it('shows the URLs, and of a shared secret’s credential its user and its end', async () => {
    const username = '1767268800:ada|lovelace';
    const rows = await decoded([
      { urls: ['stun:a.example'] },
      { urls: ['turn:a.example', 'turns:a.example'], username, credential: 'c2VjcmV0' },
    ]);
    expect(rows).toEqual([
      ['STUN', 'stun:a.example'],
      ['TURN', 'turn:a.example'],
      ['TURN', 'turns:a.example'],
      ['User', 'ada|lovelace'],
      ['Ends', readableEnd(1_767_268_800)],
      ['Signature', 'HMAC-SHA1; only who holds the secret can check it'],
    ]);
  });

  it('says of another user name that only its provider can read it', async () => {
    const rows = await decoded([{ urls: ['turn:a.example'], username: 'bc91b63e', credential: 'ebd71f1d' }]);
    expect(rows).toEqual([
      ['TURN', 'turn:a.example'],
      ['User name', 'bc91b63e; only its provider can read it'],
    ]);
  });
});
