import { type PackageManager, packageManagers } from './package-manager.ts';

export interface WorkflowOptions {
  /** The stages to look at. */
  readonly stages: readonly string[];
  readonly packageManager: PackageManager;
  /** What must pass before; undefined where another workflow runs it. */
  readonly check?: string;
}

/** A GitHub workflow that says in each pull request what it would change in AWS. docs/continuous-integration.md explains it. */
export function diffWorkflow({ stages, packageManager, check }: WorkflowOptions): string {
  const { name, installLocked, execute } = packageManager;
  const cdk = `${execute} cdk`;
  return `# Says in each pull request what it would change in AWS: a table of resources and properties, as a comment.
#
# Without any setting, it compares with the branch that the pull request is for, and needs no AWS account. To compare with
# what is deployed, give the repository the variable AWS_DIFF_ROLE_ARN, with a role for GitHub's OpenID provider that may
# assume the CDK's look-up roles and nothing else. A pull request from a fork gets neither the role nor a comment: its diff
# is in the summary of the run.
name: cdk diff
on:
  pull_request:
permissions:
  contents: read
  id-token: write
  pull-requests: write
concurrency:
  group: cdk-diff-\${{ github.event.pull_request.number }}
  cancel-in-progress: true
jobs:
  diff:
    runs-on: ubuntu-latest
    env:
      STAGES: ${stages.join(' ')}
      OWN_BRANCH: \${{ github.event.pull_request.head.repo.full_name == github.repository }}
      NO_COLOR: '1'
    steps:
      - uses: actions/checkout@v6
        with:
          persist-credentials: false
          fetch-depth: 0
${name === 'npm' ? '' : '      - run: corepack enable\n'}      - uses: actions/setup-node@v6
        with:
          node-version: 24
          cache: ${name}
      - run: ${installLocked}
${check === undefined ? '' : `      - run: ${check}\n`}      - name: Synthesize
        run: |
          for stage in $STAGES; do
            ${cdk} synth --quiet -c "stage=$stage" --output "$RUNNER_TEMP/head/$stage"
          done
      - name: Take the role
        if: vars.AWS_DIFF_ROLE_ARN != '' && env.OWN_BRANCH == 'true'
        uses: aws-actions/configure-aws-credentials@v6
        with:
          role-to-assume: \${{ vars.AWS_DIFF_ROLE_ARN }}
          aws-region: us-east-1
      - name: Compare with what is deployed
        if: vars.AWS_DIFF_ROLE_ARN != '' && env.OWN_BRANCH == 'true'
        run: |
          for stage in $STAGES; do
            printf '### %s, compared with what is deployed\\n\\n\`\`\`\\n' "$stage" >> "$RUNNER_TEMP/diff.md"
            ${cdk} diff --method template --app "$RUNNER_TEMP/head/$stage" >> "$RUNNER_TEMP/diff.md" 2>&1
            printf '\`\`\`\\n\\n' >> "$RUNNER_TEMP/diff.md"
          done
      - name: Compare with the base branch
        if: vars.AWS_DIFF_ROLE_ARN == '' || env.OWN_BRANCH != 'true'
        env:
          BASE_SHA: \${{ github.event.pull_request.base.sha }}
        run: |
          git worktree add --quiet "$RUNNER_TEMP/base/source" "$BASE_SHA"
          cd "$RUNNER_TEMP/base/source"
          ${installLocked}
          echo '{}' > "$RUNNER_TEMP/base/new-stack.json"
          for stage in $STAGES; do
            ${cdk} synth --quiet -c "stage=$stage" --output "$RUNNER_TEMP/base/$stage" || echo "The base branch has no stage $stage."
            printf '### %s, compared with the base branch\\n\\n\`\`\`\\n' "$stage" >> "$RUNNER_TEMP/diff.md"
            for template in "$RUNNER_TEMP/head/$stage"/*.template.json; do
              stack=$(basename "$template" .template.json)
              before="$RUNNER_TEMP/base/$stage/$stack.template.json"
              [ -f "$before" ] || before="$RUNNER_TEMP/base/new-stack.json"
              ${cdk} diff --exclusively --app "$RUNNER_TEMP/head/$stage" --template "$before" "$stack" >> "$RUNNER_TEMP/diff.md" 2>&1
            done
            printf '\`\`\`\\n\\n' >> "$RUNNER_TEMP/diff.md"
          done
      - name: Tell
        env:
          GH_TOKEN: \${{ github.token }}
          GH_REPO: \${{ github.repository }}
          PULL_REQUEST: \${{ github.event.pull_request.number }}
        run: |
          head --bytes 60000 "$RUNNER_TEMP/diff.md" > "$RUNNER_TEMP/comment.md"
          cat "$RUNNER_TEMP/comment.md" >> "$GITHUB_STEP_SUMMARY"
          if [ "$OWN_BRANCH" = true ]; then
            gh pr comment "$PULL_REQUEST" --edit-last --create-if-none --body-file "$RUNNER_TEMP/comment.md"
          fi
`;
}

/** The workflow of this repository itself. */
export function ownDiffWorkflow(): string {
  const [npm] = packageManagers;
  if (npm === undefined) throw new Error('there is no package manager');
  return diffWorkflow({ stages: ['dev', 'prod'], packageManager: npm });
}
