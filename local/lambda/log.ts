/** One line that a function wrote. */
export interface FunctionLogLine {
  /** The function's logical id. */
  readonly function: string;
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

export type WriteLog = (logicalId: string, stream: FunctionLogLine['stream'], text: string) => void;
