/** The reason of an aborted signal. React Native's signals (abort-controller 3) have neither it nor `throwIfAborted`. */
export function abortReason({ reason }: AbortSignal): unknown {
  return reason ?? Object.assign(new Error('This operation was aborted'), { name: 'AbortError' });
}
