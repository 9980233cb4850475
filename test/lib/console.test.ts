import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { enabledRoutes } from '../../lambda/contract.ts';
import { type ProviderId, providerOf, providers } from '../../lambda/providers.ts';
import { consoleFiles, writeConsole } from '../../lib/console/console-code.ts';
import { consoleEntry } from '../../lib/console/console-entry.ts';
import { stagepassApp } from '../support/synth.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { unvalidated } from '../support/unvalidated.ts';

const ids = providers.map(({ id }) => id);

/** Every byte that a browser loads, in small letters. */
const textIn = (dir: string) => consoleFiles.map((name) => readFileSync(join(dir, name), 'utf8').toLowerCase()).join();

function consoleOf(...enabled: ProviderId[]): string {
  const dir = temporaryFolder('console');
  writeConsole(enabled.map(providerOf), enabledRoutes(enabled, false), dir);
  return textIn(dir);
}

/** An id may also be the end of another word. */
const namedIn = (text: string) => ids.filter((id) => new RegExp(`(?<![a-z])${id}`).test(text));

describe('the console', () => {
  it.each(ids)('of a stage with %s alone has no byte of another provider', (id) => {
    expect(namedIn(consoleOf(id))).toEqual([id]);
  });

  it.each(ids)('of a stage without %s has no byte of it', (id) => {
    const others = ids.filter((each) => each !== id);
    expect(namedIn(consoleOf(...others))).toEqual(others);
  });

  // On a busy machine, the first synthesis of a test run takes its time.
  it('is made of what the stage enables', { timeout: 180_000 }, () => {
    const stage = { providers: { agora: {} }, callers: { client: { audience: 'client' } } } as const;
    const { directory } = unvalidated(() => stagepassApp(stage, ['Stagepass-test-Edge']).synth());
    const assets = readdirSync(directory).map((name) => join(directory, name));
    const [dir = ''] = assets.filter((asset) => existsSync(join(asset, 'console.js')));
    expect(textIn(dir)).toBe(consoleOf('agora'));
  });

  it.each([true, false])('shows what users may only where the stage has users: %s', (hasUsers) => {
    const { parts, start } = consoleEntry([providerOf('agora')], enabledRoutes(['agora'], hasUsers), () => false);
    expect(parts).toEqual(hasUsers ? ['dry-run.section.js'] : []);
    expect(start.includes('section: section_dry_run.section')).toBe(hasUsers);
    expect(start.includes('/admin/dry_run')).toBe(hasUsers);
  });

  it('names tokens after their provider and shows them as opaque if its folder has no decoder', () => {
    const [route] = providerOf('interactivity').routes;
    const described = { ...providerOf('interactivity'), id: 'no-such', title: 'No Such' };
    const { parts, start } = consoleEntry([described], [], (file) => file !== 'no-such.decode.js');
    expect(start).toContain(`{ ${JSON.stringify(route?.name)}: { title: "No Such", field: "access_token" }, }`);
    expect(parts).toEqual(['no-such.section.js']);
  });
});
