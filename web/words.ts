const ABBREVIATIONS: Readonly<Record<string, string>> = {
  id: 'ID',
  ids: 'IDs',
  ip: 'IP',
  ips: 'IPs',
  rtm: 'RTM',
  rtmp: 'RTMP',
  srt: 'SRT',
  uid: 'UID',
  url: 'URL',
};

/** A name of the contract in words: `allowedIpAddresses` → `Allowed IP addresses`. */
export function wordsOf(name: string): string {
  const words = name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .split(/[\s_]+/)
    .map((word) => ABBREVIATIONS[word.toLowerCase()] ?? word.toLowerCase());
  const text = words.join(' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A value to choose. Names that are written as one word of small letters or digits are left as they are. */
export function choiceText(value: string): string {
  return /^[A-Z][a-z]+(?:[A-Z][a-z]+)*$/.test(value) ? wordsOf(value) : value;
}
