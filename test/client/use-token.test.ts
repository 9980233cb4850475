import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { expect, it, vi } from 'vitest';
import { type TokenState, useToken } from '../../client/react.ts';

it('asks for nothing while a server renders, which shows that it is loading', async () => {
  const ask = vi.fn();
  const states: TokenState<{ expiresAt: string }>[] = [];
  function Channel() {
    const state = useToken(ask, { key: 'a' });
    states.push(state);
    return state.isLoading ? 'loading' : 'ready';
  }
  expect(renderToString(createElement(Channel))).toBe('loading');
  expect(states).toMatchObject([{ token: undefined, error: undefined, isLoading: true }]);
  await expect(states[0]?.refresh()).rejects.toThrow('the component is not mounted');
  expect(ask).not.toHaveBeenCalled();
});
