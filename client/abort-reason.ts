/** Why it was called off. React Native's signals (abort-controller 3) keep no reason and have no `throwIfAborted`. */
export function abortReason({ reason }: AbortSignal): unknown {
  return reason ?? Object.assign(new Error('This operation was aborted'), { name: 'AbortError' });
}
