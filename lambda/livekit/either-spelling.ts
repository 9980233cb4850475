import * as v from 'valibot';
import { fields } from '../../api/body.ts';
import { seenFirst } from '../../api/seen-first.ts';

type Camel<S> = S extends `${infer Head}_${infer Tail}` ? `${Head}${Capitalize<Camel<Tail>>}` : S;
type Optional<E extends v.ObjectEntries> = { [K in keyof E]: v.OptionalSchema<E[K], undefined> };
type Twins<E extends v.ObjectEntries> = {
  [K in keyof E as Camel<K> extends K ? never : Camel<K> & string]: v.OptionalSchema<v.UnknownSchema, undefined>;
};

/** `room_name` → `roomName`. */
export function camelCase(name: string): string {
  return name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/**
 * An object as protobuf writes it in JSON: each field under its own name or in camel case. The output has its own names.
 * A field that is given under both is refused, since nobody could say which one counts.
 *
 * @param entries by protobuf's own names.
 */
export function eitherSpelling<const E extends v.ObjectEntries>(entries: E) {
  const names = Object.keys(entries);
  const own = Object.fromEntries(names.map((name) => [name, v.optional(entries[name] as v.GenericSchema)]));
  const twins = Object.fromEntries(
    names.filter((name) => camelCase(name) !== name).map((name) => [camelCase(name), alsoCalled(name)]),
  );
  return v.pipe(
    seenFirst(fields({ ...(own as unknown as Optional<E>), ...(twins as unknown as Twins<E>) }), (given) =>
      // valibot would read a list as an object without fields; this is no object for it.
      ({ value: Array.isArray(given) ? undefined : given }),
    ),
    v.rawTransform(({ dataset: { value }, addIssue, NEVER }): v.InferOutput<v.ObjectSchema<E, undefined>> => {
      const given = value as Readonly<Record<string, unknown>>;
      const at = (key: string) => ({ type: 'object', origin: 'value', input: given, key, value: given[key] }) as const;
      const merged: Record<string, unknown> = {};
      for (const name of names) {
        const twin = camelCase(name);
        const isTwin = twin !== name && given[twin] !== undefined && given[twin] !== null;
        if (isTwin && given[name] !== undefined) {
          addIssue({ message: `is ${name}, too: give one of them`, path: [at(twin)] });
          return NEVER;
        }
        // What stands under its own name has been parsed already.
        const parsed = isTwin ? v.safeParse(entries[name] as v.GenericSchema, given[twin]) : undefined;
        if (parsed?.issues) {
          const [{ message, path = [] }] = parsed.issues;
          addIssue({ message, path: [at(twin), ...path] });
          return NEVER;
        }
        const field = parsed === undefined ? given[name] : parsed.output;
        if (field !== undefined) merged[name] = field;
        else if (!v.is(entries[name] as v.GenericSchema, undefined)) {
          addIssue({ message: 'is required', path: [at(name)] });
          return NEVER;
        }
      }
      return merged as v.InferOutput<v.ObjectSchema<E, undefined>>;
    }),
  );
}

function alsoCalled(name: string) {
  return v.optional(v.pipe(v.unknown(), v.description(`The same as \`${name}\`.`)));
}
