import type { ZoomKeys } from '../../../lambda/zoom/keys.ts';
import type { ZoomOptions } from '../../../lambda/zoom/options.ts';

export const keys: ZoomKeys = { sdkKey: 'VIDEO_SDK_KEY', sdkSecret: 'VIDEO_SDK_SECRET' };

export const options: ZoomOptions = { hosts: true, lifetime: { default: 7_200, maximum: 172_800 } };

/** When the token in the README of Zoom's sample was made. */
export const NOW = 1_646_248_796_000;
