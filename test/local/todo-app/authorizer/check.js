exports.bearer = async ({ type, authorizationToken, methodArn }) => {
  const user = authorizationToken.slice('Bearer '.length);
  if (user === 'nobody') throw new Error('Unauthorized');
  const [api, stage] = methodArn.split('/');
  return {
    principalId: user,
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: `${api}/${stage}/*/api/lists/${user}/*` }],
    },
    context: { plan: type === 'TOKEN' ? 'free' : 'none' },
  };
};
