/** Degrees of latitude and longitude. */
type Place = readonly [latitude: number, longitude: number];

/** About where each region of AWS is: https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html */
const places: Readonly<Record<string, Place>> = {
  'af-south-1': [-34, 18],
  'ap-east-1': [22, 114],
  'ap-east-2': [25, 121],
  'ap-northeast-1': [36, 140],
  'ap-northeast-2': [37, 127],
  'ap-northeast-3': [35, 135],
  'ap-south-1': [19, 73],
  'ap-south-2': [17, 78],
  'ap-southeast-1': [1, 104],
  'ap-southeast-2': [-34, 151],
  'ap-southeast-3': [-6, 107],
  'ap-southeast-4': [-38, 145],
  'ap-southeast-5': [3, 102],
  'ap-southeast-6': [-37, 175],
  'ap-southeast-7': [14, 101],
  'ca-central-1': [45, -74],
  'ca-west-1': [51, -114],
  'eu-central-1': [50, 9],
  'eu-central-2': [47, 9],
  'eu-north-1': [59, 18],
  'eu-south-1': [45, 9],
  'eu-south-2': [42, -1],
  'eu-west-1': [53, -6],
  'eu-west-2': [52, 0],
  'eu-west-3': [49, 2],
  'il-central-1': [32, 35],
  'me-central-1': [24, 54],
  'me-south-1': [26, 51],
  'mx-central-1': [21, -100],
  'sa-east-1': [-24, -47],
  'us-east-1': [39, -77],
  'us-east-2': [40, -83],
  'us-west-1': [37, -122],
  'us-west-2': [46, -120],
};

/**
 * The regions, the nearest first. Distance on the globe is a fair measure of time on the way. Those whose place isn't
 * known come last, as they are; if it isn't known where we are, all stay as they are.
 */
export function nearestFirst(regions: readonly string[], here: string): string[] {
  const away = new Map(regions.map((region) => [region, distance(here, region)]));
  return regions.toSorted((one, other) => {
    const [first = 0, second = 0] = [away.get(one), away.get(other)];
    return first === second ? 0 : first - second;
  });
}

/** As an angle at the centre of the earth. */
function distance(from: string, to: string): number {
  if (from === to) return 0;
  const [start, end] = [places[from], places[to]];
  if (start === undefined || end === undefined) return Number.POSITIVE_INFINITY;
  const [startLatitude, startLongitude, endLatitude, endLongitude] = [...start, ...end].map(
    (degrees) => (degrees * Math.PI) / 180,
  ) as [number, number, number, number];
  return Math.acos(
    Math.sin(startLatitude) * Math.sin(endLatitude) +
      Math.cos(startLatitude) * Math.cos(endLatitude) * Math.cos(startLongitude - endLongitude),
  );
}
