import { PROJECT } from '../api/project-parameter.ts';
import type { Client } from '../client/client-of.ts';
import type { Operation } from './contract.ts';
import { element } from './element.ts';
import { labelledControl } from './labelled-control.ts';
import { clientIn, projectParameter, withoutProject } from './project-choice.ts';
import type { Choice, ProviderSection } from './provider-pages.ts';
import { wordsOf } from './words.ts';

/**
 * A provider's section. Where the caller may choose among several of its projects, there is a choice above the section,
 * which knows nothing of projects.
 *
 * @returns undefined when there is nothing in it for this caller.
 */
export function inProjects(
  { section, of }: ProviderSection,
  client: Client,
  operations: readonly Operation[],
): Choice | undefined {
  const parameter = projectParameter(of, operations);
  if (parameter === undefined) return section(client, operations);
  const { enum: names = [], default: unnamed, description } = parameter.schema;
  const others = withoutProject(operations);
  const chosen = (project: string) => section(clientIn(client, of, project), others);
  const first = names.find((name) => name === unnamed) ?? names[0] ?? '';
  const choice = chosen(first);
  if (choice === undefined || names.length === 1) return choice;

  return {
    ...choice,
    make() {
      const held = element('div', {}, choice.make());
      const hint = description ?? parameter.description;
      const { control, labelled } = labelledControl({ text: wordsOf(PROJECT), hint }, (attributes) =>
        element(
          'select',
          attributes,
          ...names.map((value) => element('option', { value, selected: value === first }, value)),
        ),
      );
      control.addEventListener('change', () => held.replaceChildren(chosen(control.value)?.make() ?? ''));
      return element('div', {}, element('div', { class: 'fields' }, labelled), held);
    },
  };
}
