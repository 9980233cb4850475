import { markdownTable } from '../docs/build/markdown-table.ts';
import { assumptions, estimate, total } from './estimate.ts';
import { changes, levers } from './levers.ts';
import { limitsOf } from './limits.ts';
import type { Plan } from './plan.ts';
import { type Price, prices, type RegionPrices, regional } from './prices.ts';

/** The rates, in requests a second, at which the limits are looked at. */
const RATES = [10, 100, 10_000];

/** A report in Markdown: the plan's cost, the cost with other settings, and the limits it meets. */
export function costReport(plan: Plan, tokens: number, region: RegionPrices): string {
  const lines = estimate(plan, tokens, region);
  const sum = total(lines);
  const perMillion = (dollars: number) => usd((dollars / tokens) * 1e6);
  const effects = levers
    .filter((lever) => changes(lever, plan))
    .map(({ name, tradeOff, change }) => {
      const other = total(estimate({ ...plan, ...change }, tokens, region));
      return { name, tradeOff, other, difference: other.fixed + other.tokens - sum.fixed - sum.tokens };
    });
  const counted = effects.filter(({ difference }) => Math.abs(difference) >= 0.01);
  const slight = effects.filter((effect) => !counted.includes(effect));
  return [
    `### ${count(tokens)} tokens a month, ${plan.region}`,
    '',
    `$${usd(sum.fixed + sum.tokens)}: $${usd(sum.fixed)} however many tokens there are, and $${usd(sum.tokens)} for the tokens.`,
    ...(plan.otherRegions.length === 0
      ? []
      : [
          '',
          `All prices are those of ${plan.region}, also of what is in ${plan.otherRegions.join(', ')}. Tokens are taken to come from the first region.`,
        ]),
    '',
    markdownTable(
      ['part', '$ fixed, a month', '$ for a million tokens', '$ this month'],
      [
        ...lines.map((line) => [
          line.component,
          usd(line.fixed),
          perMillion(line.tokens),
          usd(line.fixed + line.tokens),
        ]),
        ['**together**', usd(sum.fixed), perMillion(sum.tokens), usd(sum.fixed + sum.tokens)],
      ],
    ),
    '',
    '### Levers',
    '',
    markdownTable(
      [
        'changed alone',
        '$ fixed, a month',
        '$ for a million tokens',
        'difference a month',
        'what it costs beside money',
      ],
      counted.map(({ name, tradeOff, other, difference }) => [
        name,
        usd(other.fixed),
        perMillion(other.tokens),
        `${difference < 0 ? '−' : '+'}${usd(Math.abs(difference))}`,
        tradeOff,
      ]),
    ),
    ...(slight.length === 0
      ? []
      : ['', `Less than a cent a month, so left out: ${slight.map(({ name }) => name).join(', ')}.`]),
    '',
    '### Limits',
    '',
    markdownTable(
      ['limit', 'as it is', ...RATES.map((rate) => `needed at ${count(rate)}/s`), 'to raise it'],
      limitsOf(plan).map((limit) => [
        limit.name,
        `${count(limit.limit)} ${limit.unit}`,
        ...RATES.map((rate) => {
          const need = limit.need(rate);
          return `${count(need)}${need >= limit.limit ? ' ✗' : ''}`;
        }),
        limit.raise,
      ]),
    ),
    '',
    `✗ is at the limit or beyond it. Taken for granted: ${Object.entries(assumptions)
      .map(([name, value]) => `${name} ${value}`)
      .join(', ')}.`,
    ...(plan.unpriced.length === 0
      ? []
      : [
          '',
          `In the templates and not in the estimate, since nothing here knows their price: ${plan.unpriced.join(', ')}.`,
        ]),
    '',
    '### List prices',
    '',
    markdownTable(
      ['$', 'a', 'published at', 'looked up'],
      priceRows(region).map(({ usd, per, page, checked }) => [String(usd), per, page, checked ?? 'not found']),
    ),
  ].join('\n');
}

function priceRows(region: RegionPrices): Price[] {
  const ofRegion = Object.entries(regional).map(([name, what]) => ({
    ...what,
    usd: region[name as keyof RegionPrices],
  }));
  return [...ofRegion, ...Object.values(prices)];
}

function usd(dollars: number): string {
  return dollars.toFixed(2);
}

function count(number: number): string {
  return (number < 10 ? Math.ceil(number * 10) / 10 : Math.ceil(number)).toLocaleString('en-US');
}
