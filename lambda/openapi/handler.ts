import { OpenApiDocument } from '../../api/openapi-document.ts';
import { RIGHTS_FILE } from '../shared/rights/rights.ts';
import { bundledFile } from '../shared/settings/bundled-file.ts';
import { createHandler } from './create-handler.ts';
import { CHOICES_FILE, ContractRights, DOCUMENT_FILE, LimitedParameters, NAMED_USERS_FILE } from './options.ts';

const contract = {
  document: bundledFile(DOCUMENT_FILE, OpenApiDocument),
  choices: bundledFile(CHOICES_FILE, LimitedParameters),
  namedUsers: bundledFile(NAMED_USERS_FILE, LimitedParameters),
};

export const handler = createHandler(contract, Date.now, bundledFile(RIGHTS_FILE, ContractRights));
