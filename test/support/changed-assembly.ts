import { cpSync, existsSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { functionIdOf } from '../../lib/functions/function-tag.ts';
import { temporaryFolder } from './temporary-folder.ts';

interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test knows the property that it changes
  readonly Properties: any;
}

/** Copies an assembly, but for packages of others: they take 22 MB, and nothing here runs or changes them. */
export function copyAssembly(assemblyDir: string, to: string): void {
  const isPackage = (path: string) => path.endsWith('.zip');
  cpSync(assemblyDir, to, { recursive: true, filter: (path) => !isPackage(path) });
  for (const name of readdirSync(assemblyDir).filter(isPackage)) symlinkSync(join(assemblyDir, name), join(to, name));
}

/** A copy of an assembly, to take something out of what would be deployed. It goes when the test file is done. */
export class ChangedAssembly {
  readonly dir: string;

  constructor(assemblyDir: string) {
    this.dir = temporaryFolder('changed');
    copyAssembly(assemblyDir, this.dir);
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

  /** The folder of a function's code. @param id the value of the function's tag `stagepass-function`. */
  codeOf(id: string): string {
    let folder: string | undefined;
    this.each('AWS::Lambda::Function', (properties) => {
      if (functionIdOf(properties) !== id) return;
      folder = join(this.dir, `asset.${properties.Code.S3Key.replace('.zip', '')}`);
    });
    if (folder === undefined) throw new Error(`the assembly has no function ${id}`);
    return folder;
  }

  /** Puts a module in the place of the handler's; it may import that one from `./real.mjs`. */
  wrap(id: string, module: string): void {
    const folder = this.codeOf(id);
    renameSync(join(folder, 'index.mjs'), join(folder, 'real.mjs'));
    writeFileSync(join(folder, 'index.mjs'), module);
  }

  /** Changes a file beside the code of every function that has it. @throws Error when none has. */
  editAll(file: string, change: (text: string) => string): void {
    const paths = readdirSync(this.dir).map((name) => join(this.dir, name, file));
    const there = paths.filter((path) => existsSync(path));
    if (there.length === 0) throw new Error(`no function of the assembly has ${file}`);
    for (const path of there) writeFileSync(path, change(readFileSync(path, 'utf8')));
  }

  /** Changes a file beside a function's code. */
  edit(id: string, file: string, change: (text: string) => string): void {
    const path = join(this.codeOf(id), file);
    const text = readFileSync(path, 'utf8');
    const changed = change(text);
    if (changed === text) throw new Error(`${file} is as it was`);
    writeFileSync(path, changed);
  }
}
