import { expect, it } from 'vitest';
import { mayBeRenewed } from '../../../../lambda/shared/providers/renewal.ts';

it('a token that was refused is replaced when it was made a minute ago, and not before', () => {
  const madeAt = Date.UTC(2026, 0, 1);
  expect([0, 59_999, 60_000].map((age) => mayBeRenewed({ madeAt }, madeAt + age))).toEqual([false, false, true]);
});
