import type { AgoraKeys } from '../../../lambda/agora/keys.ts';
import type { AgoraOptions } from '../../../lambda/agora/options.ts';

/** The pair of Agora's own examples; no project has it. */
export const keys: AgoraKeys = {
  appId: '970CA35de60c44645bbae8a215061b33',
  appCertificate: '5CFd2fd1755d40ecb72977518be15d3b',
};

export const options: AgoraOptions = {
  tokenVersion: '006',
  versionByQuery: true,
  lifetime: { default: 3_600, maximum: 7_200 },
};

export const NOW = Date.UTC(2026, 0, 1, 12, 0, 0, 750);
export const NOW_SECONDS = Math.floor(NOW / 1000);
