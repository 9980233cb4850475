/**
 * Values of all stacks by their key in the stack. If several stacks have the same key: by `STACK.KEY`, as `cdk deploy`
 * prints outputs.
 */
export type ByKey<T> = Readonly<Record<string, T>>;

export function byKey<T>(
  all: readonly { readonly stackName: string; readonly key: string; readonly value: T }[],
): ByKey<T> {
  return Object.fromEntries(
    all.map(({ stackName, key, value }) => {
      const isAlone = all.every((other) => other.key !== key || other.stackName === stackName);
      return [isAlone ? key : `${stackName}.${key}`, value];
    }),
  );
}
