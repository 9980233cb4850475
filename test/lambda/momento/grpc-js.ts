import { type Metadata, Server, ServerCredentials, type ServiceError, type StatusObject } from '@grpc/grpc-js';

/** What a server was asked. */
export interface Asked {
  readonly path: string;
  readonly metadata: ReturnType<Metadata['getMap']>;
  readonly message: Buffer;
}

/** gRPC's own server, for methods that all answer alike; it knows no messages, only their bytes. */
export async function startGrpcJs(paths: readonly string[]) {
  const asked: Asked[] = [];
  let answer: Buffer | Partial<StatusObject> = Buffer.alloc(0);
  const server = new Server();
  const asTheyAre = (bytes: Buffer) => bytes;
  for (const path of paths) {
    const definition = {
      path,
      requestStream: false,
      responseStream: false,
      requestSerialize: asTheyAre,
      requestDeserialize: asTheyAre,
      responseSerialize: asTheyAre,
      responseDeserialize: asTheyAre,
    } as const;
    server.addService(
      { method: definition },
      {
        method({ request, metadata }: { request: Buffer; metadata: Metadata }, callback: Done) {
          asked.push({ path, metadata: metadata.getMap(), message: request });
          if (Buffer.isBuffer(answer)) callback(null, answer);
          else callback(answer);
        },
      },
    );
  }
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return {
    host: `127.0.0.1:${port}`,
    asked,
    /** From the next call on. */
    answer(as: Buffer | Partial<StatusObject>) {
      answer = as;
    },
    close: () => server.forceShutdown(),
  };
}

type Done = (error: Partial<ServiceError> | null, answer?: Buffer) => void;
