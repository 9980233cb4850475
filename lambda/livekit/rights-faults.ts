import type { RightsFault } from '../shared/providers/provider.ts';
import { patternsMeet } from '../shared/rights/patterns-meet.ts';
import type { Only } from '../shared/rights/rights.ts';
import { livekitRights } from './contract.ts';
import type { LiveKitOptions } from './options.ts';
import { permissions } from './stage-grants.ts';

/** Rights to what a stage with these options gives to nobody. */
export function rightsFaults(
  only: Only<typeof livekitRights>,
  { grants, agents, room_config: { always, byRequest } }: LiveKitOptions,
): RightsFault[] {
  const fault = (path: RightsFault['path'], expected: string) => [{ path: ['livekit', ...path], expected }];
  const sources = grants.publish ? grants.sources : [];
  const dispatched = [...agents, ...always.agents];
  return [
    ...permissions
      .filter((name) => only[name] === true && !grants[name])
      .flatMap((name) => fault([name], `false, since the stage grants no ${livekitRights[name].called}`)),
    ...(only.sources ?? []).flatMap((source, at) =>
      sources?.includes(source) === false ? fault(['sources', at], of(sources)) : [],
    ),
    ...(only.agents ?? []).flatMap((pattern, at) =>
      dispatched.some((each) => patternsMeet(each, pattern)) ? [] : fault(['agents', at], of(dispatched)),
    ),
    ...(only.roomConfig === true && byRequest.length === 0
      ? fault(['roomConfig'], 'false, since the stage leaves no setting to requests (room_config.byRequest)')
      : []),
  ];
}

function of(given: readonly string[]): string {
  return given.length === 0 ? 'nothing, since the stage gives none' : `what the stage gives: ${given.join(', ')}`;
}
