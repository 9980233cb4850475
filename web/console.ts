import { type Client, clientOf } from '../client/client-of.ts';
import { StagepassError } from '../client/error.ts';
import { callerOf, type Operation, operationsIn } from './contract.ts';
import { button, element, part } from './element.ts';
import { failureNote } from './failure.ts';
import { inProjects } from './in-projects.ts';
import type { Choice, ProviderPages } from './provider-pages.ts';
import { vendingSection } from './vending.ts';

/** Fills the page with what the caller may do. */
export async function startConsole(pages: ProviderPages): Promise<void> {
  // The browser has the caller's name and password, and adds them itself.
  const client = clientOf(pages.routes, { url: location.origin });
  try {
    const contract = await client.clientOpenApi();
    const caller = callerOf(contract);
    const admins = await adminOperations(client);
    part('caller').textContent = `Signed in as ${caller} (${admins === undefined ? 'client' : 'admin'})`;
    show(choicesOf(pages, client, caller, [...operationsIn(contract), ...(admins ?? [])]));
  } catch (error) {
    part('work').replaceChildren(failureNote(error));
  }
}

/** @returns undefined for a caller who isn't an admin, who is offered no admin operations. */
async function adminOperations({ adminOpenApi }: Client): Promise<Operation[] | undefined> {
  try {
    return operationsIn(await adminOpenApi());
  } catch (error) {
    if (error instanceof StagepassError && error.code === 'not_allowed') return undefined;
    throw error;
  }
}

function choicesOf(
  { tokens, sections }: ProviderPages,
  client: Client,
  caller: string,
  operations: readonly Operation[],
): Choice[] {
  const vending = operations.flatMap((operation): Choice[] => {
    const token = tokens[operation.name];
    if (token === undefined) return [];
    return [{ title: token.title, make: () => vendingSection(client, caller, operation, token) }];
  });
  return [...vending, ...sections.flatMap((each) => inProjects(each, client, operations) ?? [])];
}

/** Shows one choice at a time. Each is made when it is first chosen, and keeps what was filled in. */
function show(choices: readonly Choice[]): void {
  if (choices.length === 0) {
    part('work').replaceChildren(element('p', {}, 'You may not ask for any token of this stage.'));
    return;
  }
  const buttons = choices.map(({ title }, at) => button(title, () => choose(at)));
  const sections = new Map<Choice, HTMLElement>();
  const choose = (chosen: number) => {
    for (const [at, each] of buttons.entries()) each.setAttribute('aria-current', String(at === chosen));
    const choice = choices[chosen];
    if (choice === undefined) return;
    const section = sections.get(choice) ?? choice.make();
    sections.set(choice, section);
    part('work').replaceChildren(section);
  };
  part('choices').replaceChildren(...buttons);
  choose(0);
}
