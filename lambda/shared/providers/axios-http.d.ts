/*
 * The HTTP adapter of axios for Node, without instances, interceptors and other adapters. axios exports no types for
 * it.
 */

declare module 'axios/lib/adapters/http.js' {
  import type { AxiosRequestConfig, AxiosResponse } from 'axios';

  /** Sends headers and body as they are. */
  const send: (request: AxiosRequestConfig<string>) => Promise<AxiosResponse<string>>;
  export default send;
}
