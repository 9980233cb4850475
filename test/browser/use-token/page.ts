import { Activity, type ActivityProps, createElement, StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { useToken } from 'stagepass/react';

/** Beside the page: what a test does as the server and as the app that has the hook, and what it sees. */
export interface Questions {
  readonly asked: Question[];
  /** What the app's own functions were called with. */
  readonly told: string[];
  /** Every state that was rendered, in the order of the renders. */
  readonly rendered: string[];
  start(channel: string, strict: boolean): void;
  /** Renders the component for another channel; without one, it is gone. */
  /** @param part the other part of the key. */
  show(channel?: string, part?: Part): void;
  setHidden(isHidden: boolean): void;
  refresh(): Promise<unknown>;
  failOnToken: boolean;
}

type Part = number | string | boolean | null | undefined;

interface Question {
  readonly channel: string;
  readonly renew: true | undefined;
  readonly isAborted: () => boolean;
  /** @param token that lives for a minute. */
  readonly answer: (token: string) => void;
  readonly fail: (message: string) => void;
}

interface Token {
  readonly token: string;
  readonly expiresAt: string;
  readonly lifetimeMs: number;
}

const page: Questions = {
  asked: [],
  told: [],
  rendered: [],
  failOnToken: false,
  start(channel, strict) {
    const app = createElement(App, { channel });
    createRoot(document.body).render(strict ? createElement(StrictMode, null, app) : app);
  },
  show: () => {},
  setHidden: () => {},
  refresh: async () => {},
};
Object.assign(globalThis, { page });

function App({ channel: first }: { readonly channel: string }) {
  const [channel, setChannel] = useState<string | undefined>(first);
  const [part, setPart] = useState<Part>(7);
  const [isHidden, setHidden] = useState(false);
  page.show = (next, ...parts) => {
    setChannel(next);
    if (parts.length > 0) setPart(parts[0]);
  };
  page.setHidden = setHidden;
  if (channel === undefined) return null;
  const shown: ActivityProps = {
    mode: isHidden ? 'hidden' : 'visible',
    children: createElement(Channel, { channel, part }),
  };
  return createElement(Activity, shown);
}

function Channel({ channel, part }: { readonly channel: string; readonly part: Part }) {
  const { token, error, isLoading, refresh } = useToken(
    ({ signal, renew }) =>
      new Promise<Token>((resolve, reject) => {
        page.asked.push({
          channel,
          renew,
          isAborted: () => signal.aborted,
          answer: (text) =>
            resolve({ token: text, expiresAt: new Date(Date.now() + 60_000).toISOString(), lifetimeMs: 60_000 }),
          fail: (message) => reject(new Error(message)),
        });
      }),
    {
      // A new array each time: it is compared by what is in it.
      key: [channel, part],
      onToken({ token: text }) {
        page.told.push(`${channel} ${text}`);
        if (page.failOnToken) throw new Error('the SDK refused it');
      },
      onError: (failure) => page.told.push(`${channel} ${failure}`),
    },
  );
  page.refresh = refresh;
  page.rendered.push([channel, token?.token, error, isLoading && 'loading'].filter(Boolean).join(' '));
  return createElement('output', null, isLoading ? 'loading' : error === undefined ? 'ready' : 'failed');
}
