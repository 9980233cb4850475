/* gRPC tells each of its load balancers to register itself; this one is for channels that ask for it, and ours don’t. */
export function setup(): void {}
