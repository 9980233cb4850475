import { cpSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './temporary-folder.ts';

interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test knows the property that it changes
  readonly Properties: any;
}

/** A copy of an assembly, to take something out of what would be deployed. It goes when the test file is done. */
export class ChangedAssembly {
  readonly dir: string;

  constructor(assemblyDir: string) {
    this.dir = temporaryFolder('changed');
    cpSync(assemblyDir, this.dir, { recursive: true });
  }

  /** Changes every resource of a type, in all stacks. @throws Error when there is none. */
  each(type: string, change: (properties: Resource['Properties'], logicalId: string) => void): void {
    let changed = 0;
    for (const file of readdirSync(this.dir).filter((name) => name.endsWith('.template.json'))) {
      const template = JSON.parse(readFileSync(join(this.dir, file), 'utf8')) as {
        Resources: Record<string, Resource>;
      };
      for (const [logicalId, { Type, Properties }] of Object.entries(template.Resources)) {
        if (Type !== type) continue;
        change(Properties, logicalId);
        changed += 1;
      }
      writeFileSync(join(this.dir, file), JSON.stringify(template));
    }
    if (changed === 0) throw new Error(`the assembly has no ${type}`);
  }

  /** The folder of the code of the function that is described like this. */
  codeOf(description: RegExp): string {
    let folder: string | undefined;
    this.each('AWS::Lambda::Function', ({ Description, Code }) => {
      if (description.test(Description)) folder = join(this.dir, `asset.${Code.S3Key.replace('.zip', '')}`);
    });
    if (folder === undefined) throw new Error(`no function is described like ${description}`);
    return folder;
  }

  /** Puts a module in the place of the handler's; it may import that one from `./real.mjs`. */
  wrap(description: RegExp, module: string): void {
    const folder = this.codeOf(description);
    renameSync(join(folder, 'index.mjs'), join(folder, 'real.mjs'));
    writeFileSync(join(folder, 'index.mjs'), module);
  }

  /** Changes a file beside a function's code. */
  edit(description: RegExp, file: string, change: (text: string) => string): void {
    const path = join(this.codeOf(description), file);
    const text = readFileSync(path, 'utf8');
    const changed = change(text);
    if (changed === text) throw new Error(`${file} is as it was`);
    writeFileSync(path, changed);
  }
}
