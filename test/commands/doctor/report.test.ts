import { expect, it } from 'vitest';
import { report } from '../../../commands/doctor/report.ts';

it('counts what a deployment adds, by type, and names each resource that it takes away', () => {
  const added = ['A', 'B', 'C'].map((id) => ({ id, type: id === 'C' ? 'AWS::IAM::Role' : 'AWS::Lambda::Function' }));
  const removed = [{ id: 'Keys', type: 'AWS::SecretsManager::Secret', loss: 'its value goes' }];
  const stacks = { 'Stagepass-dev-Api': { added, removed, replaced: [], updated: [] } };
  const configuration = { defaults: [], own: [] };
  const dev = { versions: {}, changelog: [], configuration, stacks, left: [], needsLook: true };
  const told = report({ ok: false, version: '1.0.0', findings: [], changes: { dev }, removed: {} });
  const lines = told.split('\n').map((line) => line.trim());
  expect(lines).toContain('+ 2 × AWS::Lambda::Function');
  expect(lines).toContain('+ 1 × AWS::IAM::Role');
  expect(lines).toContain('- AWS::SecretsManager::Secret Keys (its value goes)');
});
