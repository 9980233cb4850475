import { type Client, createClient, StagepassError } from '../client/index.ts';
import { manageableTokens, millicastSection } from '../lambda/millicast/console/section.ts';
import { callerOf, type Operation, operationsIn, vends } from './contract.ts';
import { button, element, part } from './element.ts';
import { failureNote } from './failure.ts';
import { vendingSection } from './vending.ts';

/** What the tokens are called; a new one is called by its operation until it gets a name here. */
const titles: Readonly<Record<string, string>> = {
  agoraRtc: 'Agora RTC',
  agoraRtm: 'Agora RTM',
  interactivity: 'Dolby.io Interactivity',
  millicastViewer: 'Millicast viewer',
  momento: 'Momento',
  momentoAdmin: 'Momento, admin scope',
};

interface Choice {
  readonly title: string;
  readonly make: () => HTMLElement;
}

/** The browser has the caller's name and password, and adds them itself. */
const client = createClient({ url: location.origin });

try {
  const contract = await client.clientOpenApi();
  const caller = callerOf(contract);
  const admins = await adminOperations(client);
  part('caller').textContent = `Signed in as ${caller} (${admins === undefined ? 'client' : 'admin'})`;
  show(choicesOf(caller, [...operationsIn(contract), ...(admins ?? [])]));
} catch (error) {
  part('work').replaceChildren(failureNote(error));
}

/** @returns undefined for a caller who isn't an admin: what it may not do isn't offered. */
async function adminOperations({ adminOpenApi }: Client): Promise<Operation[] | undefined> {
  try {
    return operationsIn(await adminOpenApi());
  } catch (error) {
    if (error instanceof StagepassError && error.code === 'not_allowed') return undefined;
    throw error;
  }
}

function choicesOf(caller: string, operations: readonly Operation[]): Choice[] {
  const vending = operations.filter(vends).map((operation) => {
    const title = titles[operation.name] ?? operation.name;
    return { title, make: () => vendingSection(client, caller, operation, title) };
  });
  const [first, ...others] = manageableTokens(client, operations);
  if (first === undefined) return vending;
  return [...vending, { title: 'Millicast tokens', make: () => millicastSection([first, ...others]) }];
}

/** One at a time, made when it is chosen first; what was filled in stays. */
function show(choices: readonly Choice[]): void {
  if (choices.length === 0) {
    part('work').replaceChildren(element('p', {}, 'No token of this stage is yours to ask for.'));
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
