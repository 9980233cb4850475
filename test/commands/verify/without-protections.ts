import type { ChangedAssembly } from '../../support/changed-assembly.ts';

export function withoutGuard(behavior: { LambdaFunctionAssociations?: unknown }): void {
  delete behavior.LambdaFunctionAssociations;
}

/** Every function that answers a route has a file of rights. */
export function changeRights(assembly: ChangedAssembly, more: (rights: Record<string, unknown>) => object): void {
  assembly.editAll('rights.json', (text) => JSON.stringify({ ...JSON.parse(text), ...more(JSON.parse(text)) }));
}

/** Takes the guard, the admin API's authorizer, the headers and the console's files out of what would be deployed. */
export function withoutEveryProtection(assembly: ChangedAssembly): void {
  assembly.each('AWS::CloudFront::Distribution', ({ DistributionConfig }) => {
    withoutGuard(DistributionConfig.DefaultCacheBehavior);
    DistributionConfig.CacheBehaviors.forEach(withoutGuard);
  });
  assembly.each('AWS::ApiGateway::Method', (method) => {
    if (!method.RestApiId.Ref.startsWith('AdminApi')) return;
    method.AuthorizationType = 'NONE';
    delete method.AuthorizerId;
  });
  // Whom nobody let in has no rights.
  assembly.edit('openapi-admin', 'rights.json', (text) =>
    JSON.stringify({ ...JSON.parse(text), '': JSON.parse(text).admin }),
  );
  assembly.each('AWS::CloudFront::ResponseHeadersPolicy', ({ ResponseHeadersPolicyConfig }) => {
    delete ResponseHeadersPolicyConfig.CorsConfig;
    delete ResponseHeadersPolicyConfig.SecurityHeadersConfig;
  });
  assembly.each('Custom::CDKBucketDeployment', (properties) => {
    properties.DestinationBucketName = 'another';
  });
}
