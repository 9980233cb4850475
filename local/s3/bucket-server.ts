import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { extname } from 'node:path';
import { type LocalServer, listen } from '../listen.ts';
import { type Bucket, readObject } from './bucket.ts';

/** The types that the AWS CLI sets when it copies a file, by the file's extension. */
const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.gif': 'image/gif',
  '.htm': 'text/html',
  '.html': 'text/html',
  '.ico': 'image/vnd.microsoft.icon',
  '.jpeg': 'image/jpeg',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.mjs': 'text/javascript',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain',
  '.wasm': 'application/wasm',
  '.webp': 'image/webp',
  '.xml': 'text/xml',
};

/**
 * Stands for CloudFront's signature of requests to an origin with an origin access control. It tells S3 which
 * distribution sends the request.
 */
export function signatureOf(distributionArn: string): string {
  return `OriginAccessControl ${distributionArn}`;
}

/** Serves a bucket to its distributions. Others get 403; so do requests for missing keys, since nobody may list them. */
export async function startBucket(bucket: Bucket): Promise<LocalServer> {
  const signatures = new Set([...bucket.readers].map(signatureOf));

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const key = decodeURIComponent(new URL(request.url ?? '/', 'http://bucket').pathname.slice(1));
    const allowed = signatures.has(request.headers.authorization ?? '');
    const object = allowed ? readObject(bucket, key) : undefined;
    if (object === undefined || (request.method !== 'GET' && request.method !== 'HEAD')) {
      response.writeHead(403, { 'Content-Type': 'application/xml' });
      response.end('<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code></Error>');
      return;
    }
    response.setHeader('ETag', `"${createHash('md5').update(object.body).digest('hex')}"`);
    if (object.cacheControl !== undefined) response.setHeader('Cache-Control', object.cacheControl);
    response.setHeader('Content-Type', contentTypes[extname(key)] ?? 'binary/octet-stream');
    response.setHeader('Content-Length', object.body.length);
    response.end(request.method === 'HEAD' ? undefined : object.body);
  }

  return listen(createServer(answer));
}
