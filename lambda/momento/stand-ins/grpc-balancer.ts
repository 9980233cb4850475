/* gRPC calls `setup` of each of its load balancers when it loads. Our channels don’t use this one. */
export function setup(): void {}
