/*
 * Replaces the helpers of axios for proxies, forms, parameters, `data:` URLs and progress: calls of providers use none of
 * them.
 */
export {
  unused as asyncDecorator,
  unused as default,
  unused as estimateDataURLBufferAllocation,
  unused as progressEventDecorator,
  unused as progressEventReducer,
} from './unused.ts';
