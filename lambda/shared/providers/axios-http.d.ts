/* axios gives its sender in Node without its instances, interceptors and other senders under this name, and no types of it. */

declare module 'axios/lib/adapters/http.js' {
  import type { AxiosRequestConfig, AxiosResponse } from 'axios';

  /** Headers and body go out as they are. */
  const send: (request: AxiosRequestConfig<string>) => Promise<AxiosResponse<string>>;
  export default send;
}
