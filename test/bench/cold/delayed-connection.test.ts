import { expect, it } from 'vitest';
import { DelayedConnection } from '../../../bench/cold/delayed-connection.ts';

it('takes a round trip to connect, and half of one for what is then sent', () => {
  const connection = new DelayedConnection<string>(100);
  connection.fromClient('hello', 1_000);
  expect(connection.nextAt()).toBe(1_150);
  expect(connection.arrivedAtServer(1_149)).toEqual([]);
  expect(connection.arrivedAtServer(1_150)).toEqual(['hello']);
  expect(connection.nextAt()).toBe(Number.POSITIVE_INFINITY);
});

it('takes a round trip from a request to its answer, once the client has heard from the server', () => {
  const connection = new DelayedConnection<string>(100);
  connection.fromServer('hello', 1_150);
  expect(connection.arrivedAtClient(1_199)).toEqual([]);
  expect(connection.arrivedAtClient(1_200)).toEqual(['hello']);
  connection.fromClient('request', 1_200);
  expect(connection.nextAt()).toBe(1_250);
  expect(connection.arrivedAtServer(1_250)).toEqual(['request']);
  connection.fromServer('answer', 1_250);
  expect(connection.nextAt()).toBe(1_300);
});

it('delivers pieces in the order in which they were sent, each with its own delay', () => {
  const connection = new DelayedConnection<string>(100);
  connection.fromClient('first', 1_000);
  connection.fromServer('hello', 1_010);
  expect(connection.arrivedAtClient(1_060)).toEqual(['hello']);
  // No longer with the time for connecting: by its own delay it would arrive before what was sent earlier.
  connection.fromClient('second', 1_060);
  connection.fromClient('third', 1_120);
  expect(connection.arrivedAtServer(1_149)).toEqual([]);
  expect(connection.arrivedAtServer(1_160)).toEqual(['first', 'second']);
  expect(connection.nextAt()).toBe(1_170);
  expect(connection.arrivedAtServer(2_000)).toEqual(['third']);
});

it('delays each direction by itself', () => {
  const connection = new DelayedConnection<string>(100);
  connection.fromClient('to the server', 1_000);
  connection.fromServer('to the client', 1_000);
  expect(connection.nextAt()).toBe(1_050);
  expect(connection.arrivedAtServer(1_050)).toEqual([]);
  expect(connection.arrivedAtClient(1_050)).toEqual(['to the client']);
});
