/*
 * Replaces the helpers of axios for proxies, forms, parameters and `data:` URLs: calls of providers use none of them.
 */
export { unused as default, unused as estimateDataURLBufferAllocation } from './unused.ts';
