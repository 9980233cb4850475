import { viewerTokenRoute } from '../../millicast/contract/viewer-token-route.ts';
import type { FunctionBench } from '../../shared/providers/function-bench.ts';

export const measured: FunctionBench = { requests: [{ route: viewerTokenRoute, bare: 'jwt' }] };
