/* The official way: Daily's guide signs tokens with jsonwebtoken. */
import jsonwebtoken from 'jsonwebtoken';

const apiKey = '5cfd2fd1755d40ecb72977518be15d3b5cfd2fd1755d40ecb72977518be15d3b';
const domainId = '30f866c3-9123-452a-8723-ff58322d09c5';

export function selfSigned(): string {
  return jsonwebtoken.sign({ r: 'lobby', d: domainId, ud: 'ada', o: false }, apiKey, {
    algorithm: 'HS256',
    expiresIn: 3_600,
  });
}
