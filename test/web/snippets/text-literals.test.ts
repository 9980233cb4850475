import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TokenRequest } from '../../../lambda/shared/decoding/decode.ts';
import { clientSnippet } from '../../../web/snippets/client-snippet.ts';
import { curlLine } from '../../../web/snippets/curl-line.ts';
import { kotlinSnippet, kotlinText } from '../../../web/snippets/kotlin-snippet.ts';
import { pythonSnippet, pythonText } from '../../../web/snippets/python-snippet.ts';
import { swiftSnippet, swiftText } from '../../../web/snippets/swift-snippet.ts';
import { visible } from '../../../web/unseen.ts';

/** What breaks out of a text in some language, among anything else. */
const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom(
      '"',
      "'",
      '\\',
      '$',
      '{',
      '}',
      '(',
      ')',
      '`',
      '\n',
      '\r',
      '\t',
      '\0',
      '\u2028',
      '\u202E',
      '\u{E0041}',
      'u',
      '0',
      '😀',
    ),
  }),
);

/** A reader of a language’s text literal: it takes exactly the escapes that it knows, and no interpolation. */
function readLiteral(
  literal: string,
  escaped: RegExp,
  meaning: (found: RegExpExecArray) => string,
  barred: RegExp,
): string {
  const inner = /^"(.*)"$/s.exec(literal)?.[1];
  if (inner === undefined) throw new Error(`${literal} is no literal`);
  let read = '';
  for (let at = 0; at < inner.length; ) {
    const rest = inner.slice(at);
    const found = escaped.exec(rest);
    if (found !== null) {
      read += meaning(found);
      at += found[0].length;
      continue;
    }
    if (barred.test(rest)) throw new Error(`${JSON.stringify(rest.slice(0, 3))} ends the literal or begins something`);
    read += inner.charAt(at);
    at += 1;
  }
  return read;
}

/** https://docs.swift.org/swift-book/documentation/the-swift-programming-language/lexicalstructure/#String-Literals */
const readSwift = (literal: string) =>
  readLiteral(
    literal,
    /^\\(?:(["\\])|u\{([\da-f]{1,8})\})/,
    ([, plain, code]) => plain ?? String.fromCodePoint(Number.parseInt(code ?? '', 16)),
    /^["\\\r\n\0]/,
  );

/** https://kotlinlang.org/spec/syntax-and-grammar.html#string-mode-grammar */
const readKotlin = (literal: string) =>
  readLiteral(
    literal,
    /^\\(?:(["\\$])|u([\da-f]{4}))/,
    ([, plain, code]) => plain ?? String.fromCharCode(Number.parseInt(code ?? '', 16)),
    /^["\\$\r\n]/,
  );

it('is written so that all of it is seen', () => {
  const channelName = 'a\u202Eb\u200B\u2066c\u{E0041}d\u009B';
  const asked = { ...request({ channelName }), caller: channelName };
  for (const snippet of [clientSnippet, pythonSnippet, swiftSnippet, kotlinSnippet]) {
    expect(snippet(asked).replaceAll('\n', '')).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
  }
  expect(visible(channelName)).toBe('a\\u{202e}b\\u{200b}\\u{2066}c\\u{e0041}d\\u{9b}');
});

describe('a text in a snippet is read as it was written', () => {
  it('in Swift', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(readSwift(swiftText(text))).toBe(text.toWellFormed());
      }),
    );
  });

  it('in Kotlin', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(readKotlin(kotlinText(text))).toBe(text.toWellFormed());
      }),
    );
  });

  it.skipIf(!hasPython())('in Python, as Python itself reads it', () => {
    const texts = fc.sample(hostile, 300);
    const literals = JSON.stringify(texts.map(pythonText));
    const program =
      'import ast, json, sys; print(json.dumps([ast.literal_eval(text) for text in json.load(sys.stdin)]))';
    const read = JSON.parse(execFileSync('python3', ['-c', program], { input: literals, encoding: 'utf8' }));
    expect(read).toEqual(texts.map((text) => text.toWellFormed()));
  });

  it('in JavaScript, as Node reads it', () => {
    fc.assert(
      fc.property(hostile, hostile, (channelName, caller) => {
        const asked = { channelName };
        const [, ...lines] = clientSnippet({ ...request(asked), caller }).split('\n');
        const calls: unknown[] = [];
        const client = { agoraRtc: (input: unknown) => calls.push(input) };
        const run = new Function('createClient', 'keepFresh', 'password', 'useToken', lines.join('\n'));
        run(
          ({ credentials }: { credentials: unknown }) => calls.push(credentials) && client,
          (get: (options: object) => unknown) => get({}),
          'a placeholder',
        );
        expect(calls).toEqual([{ username: caller, password: 'a placeholder' }, { channelName }]);
      }),
    );
  });

  it('in a shell', () => {
    fc.assert(
      fc.property(hostile, (channelName) => {
        const [, url = ''] = /^curl -u ada '([^']*)'$/.exec(curlLine(request({ channelName }))) ?? [];
        expect(new URL(url).searchParams.get('channelName')).toBe(channelName.toWellFormed());
      }),
    );
  });
});

describe('a snippet', () => {
  const asked = { channelName: 'a+b', role: 'publisher' };

  it('asks in Swift with a + that isn’t read as a space', () => {
    const snippet = swiftSnippet(request(asked));
    expect(snippet).toContain('URLQueryItem(name: "channelName", value: "a+b"),');
    expect(snippet).toContain('.replacingOccurrences(of: "+", with: "%2B")');
    expect(swiftSnippet(request({ channelName: 'ab' }))).not.toContain('%2B');
  });

  it.each([
    ['Swift', swiftSnippet, 'Data("ada:\\(password)".utf8)', '?["rtcToken"]'],
    ['Kotlin', kotlinSnippet, 'Credentials.basic("ada", password, Charsets.UTF_8)', '.get("rtcToken")'],
    ['Python', pythonSnippet, 'auth=("ada", password)', 'answer.json()["rtcToken"]'],
  ])('in %s has a variable for the password, and takes the token out of the answer', (_, snippet, auth, field) => {
    const text = snippet({ ...request(asked), field: 'rtcToken' });
    expect(text).toContain(auth);
    expect(text).toContain(field);
    expect(snippet({ ...request(asked), field: undefined })).not.toContain('"]');
  });
});

function request(asked: TokenRequest) {
  return {
    origin: 'https://stagepass.example',
    caller: 'ada',
    operation: { name: 'agoraRtc', path: '/access_token', parameters: [] },
    asked,
    field: 'token',
  } as const;
}

function hasPython(): boolean {
  try {
    execFileSync('python3', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
