/* axios' helpers for proxies, forms, parameters and `data:` URLs: a call of a provider has none of them. */
export { unused as default, unused as estimateDataURLBufferAllocation } from './unused.ts';
