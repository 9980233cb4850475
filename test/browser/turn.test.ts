import { createServer } from 'node:http';
import type { Page } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import { type IceServer, iceServersRoute } from '../../lambda/turn/contract.ts';
import { createHandler } from '../../lambda/turn/create-handler.ts';
import { signedServers } from '../../lambda/turn/signed-servers.ts';
import { listen } from '../../local/listen.ts';
import { apiEvent, bodyOf } from '../support/api-event.ts';
import { startBrowser } from '../support/browser.ts';
import { captureLog } from '../support/captured-log.ts';
import { COTURN, hasCoturn, startCoturn } from '../support/coturn.ts';
import { rightsOfClient } from '../support/rights.ts';

const app = await listen(createServer((_request, response) => response.end('<!doctype html><title>An app</title>')));
afterAll(() => app.close());
const browser = await startBrowser();

async function openApp(): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(app.url);
  return page;
}

const SECRET = 'a-secret-that-coturn-has-too';

async function vended(urls: readonly string[], secret = SECRET): Promise<IceServer[]> {
  captureLog();
  const vend = signedServers(async () => ({ secret }), urls, Date.now);
  const options = { kind: 'shared-secret', lifetime: { default: 600, maximum: 600 } } as const;
  const answer = await createHandler(vend, options, Date.now, rightsOfClient())(apiEvent(iceServersRoute));
  return bodyOf(answer).iceServers as IceServer[];
}

/** The kinds of candidates that a peer connection finds by relays only. */
async function relayedIn(page: Page, iceServers: readonly IceServer[]): Promise<string[]> {
  return page.evaluate(async (servers) => {
    const peer = new RTCPeerConnection({ iceServers: servers as RTCIceServer[], iceTransportPolicy: 'relay' });
    const found: string[] = [];
    peer.onicecandidate = ({ candidate }) => candidate?.type && found.push(candidate.type);
    const gathered = new Promise<void>((resolve) => {
      peer.onicegatheringstatechange = () => peer.iceGatheringState === 'complete' && resolve();
    });
    peer.createDataChannel('any');
    await peer.setLocalDescription();
    await gathered;
    peer.close();
    return [...new Set(found)];
  }, iceServers as IceServer[]);
}

describe('ICE servers', () => {
  it('are taken by a peer connection as they are', async () => {
    const page = await openApp();
    const iceServers = await vended(['stun:127.0.0.1:9', 'turn:[::1]:9?transport=tcp', 'turns:turn.example.com']);
    const kept = await page.evaluate(
      (servers) => new RTCPeerConnection({ iceServers: servers as RTCIceServer[] }).getConfiguration().iceServers,
      iceServers,
    );
    expect(kept).toMatchObject(iceServers);
  });

  it.skipIf(!hasCoturn)(`give a browser a relay of ${COTURN}`, async () => {
    const server = await startCoturn(SECRET);
    try {
      const page = await openApp();
      const url = `turn:127.0.0.1:${server.port}?transport=udp`;
      expect(await relayedIn(page, await vended([url], `${SECRET}!`))).toEqual([]);
      expect(await relayedIn(page, await vended([url]))).toEqual(['relay']);
    } finally {
      await server.close();
    }
  });
});
