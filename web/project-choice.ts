import { PROJECT } from '../api/project-parameter.ts';
import type { Client } from '../client/client-of.ts';
import type { Operation } from './contract.ts';

/** The parameter by which the provider's routes take a project; undefined where the stage has none. */
export function projectParameter(
  of: readonly string[],
  operations: readonly Operation[],
): Operation['parameters'][number] | undefined {
  const own = operations.filter(({ name }) => of.includes(name));
  return own.flatMap(({ parameters }) => parameters).find(({ name }) => name === PROJECT);
}

export function withoutProject(operations: readonly Operation[]): Operation[] {
  return operations.map((operation) => ({
    ...operation,
    parameters: operation.parameters.filter(({ name }) => name !== PROJECT),
  }));
}

type Method = (input?: object, options?: object) => Promise<unknown>;

/** The client, whose methods for these routes ask for this project. */
export function clientIn(client: Client, of: readonly string[], project: string): Client {
  const methods = Object.entries(client as unknown as Record<string, Method>).map(
    ([name, method]): [string, Method] => [
      name,
      of.includes(name) ? (input, options) => method(input, { ...options, project }) : method,
    ],
  );
  return Object.fromEntries(methods) as unknown as Client;
}
