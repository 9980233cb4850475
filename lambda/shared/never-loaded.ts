/**
 * Takes the place of what the SDK would load later, but never does in our functions: `bowser` to name a browser, and
 * `@smithy/core/event-streams` for answers that come as a stream. As files of a bundle they would be a fifth of it.
 */
export {};
