import { expect, it } from 'vitest';
import { type ConnectionMarks, PHASES, phasesOf } from '../../../bench/cold/phases.ts';

const start = { startedAt: 1_000, readyAt: 1_100, answeredAt: 1_600 };

const connection: ConnectionMarks = {
  openedAt: 1_150,
  connectedAt: 1_250,
  securedAt: 1_370,
  exchanges: [{ sentAt: 1_380, answeredAt: 1_480 }],
};

const none = { load: 0, client: 0, connect: 0, handshake: 0, request: 0, parse: 0 };

it('says where the time from start to answer went', () => {
  expect(phasesOf(start, [connection])).toEqual({
    load: 100,
    // Before it connected, and between the handshake and the request.
    client: 50 + 10,
    connect: 100,
    handshake: 120,
    request: 100,
    parse: 120,
  });
});

it('counts the work of one that asks nobody as its own', () => {
  expect(phasesOf(start, [])).toEqual({ ...none, load: 100, client: 500 });
});

it('counts what is waited for during init as waiting', () => {
  expect(phasesOf({ ...start, readyAt: 1_500 }, [connection])).toEqual({
    load: 150 + 10 + 20,
    client: 0,
    connect: 100,
    handshake: 120,
    request: 100,
    parse: 100,
  });
});

it('counts the connection that is least far, where several are under way', () => {
  const later: ConnectionMarks = {
    openedAt: 1_200,
    connectedAt: 1_300,
    securedAt: 1_450,
    exchanges: [{ sentAt: 1_460, answeredAt: 1_560 }],
  };
  expect(phasesOf(start, [connection, later])).toEqual({
    load: 100,
    client: 50,
    connect: 150,
    handshake: 150,
    request: 110,
    parse: 40,
  });
});

it('counts the work between two requests as the client’s', () => {
  const again = { ...connection, exchanges: [...connection.exchanges, { sentAt: 1_500, answeredAt: 1_550 }] };
  expect(phasesOf(start, [again])).toMatchObject({ client: 50 + 10 + 20, request: 150, parse: 50 });
});

it('adds up to the whole, whatever the marks are', () => {
  const odd: ConnectionMarks[] = [
    { openedAt: 900, connectedAt: 1_050, securedAt: undefined, exchanges: [{ sentAt: 1_060, answeredAt: undefined }] },
    { openedAt: 1_590, connectedAt: 1_700, securedAt: 1_800, exchanges: [{ sentAt: 1_810, answeredAt: 1_900 }] },
  ];
  const took = phasesOf(start, [connection, ...odd]);
  expect(PHASES.reduce((sum, phase) => sum + took[phase], 0)).toBe(600);
  expect(Math.min(...Object.values(took))).toBeGreaterThanOrEqual(0);
});
