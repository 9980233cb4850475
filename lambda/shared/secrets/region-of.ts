/** The region in an ARN. A secret may be in another region than the function that reads it. */
export function regionOf(arn: string): string {
  const region = arn.split(':')[3];
  if (!region) throw new Error('the secret’s ARN names no region');
  return region;
}
