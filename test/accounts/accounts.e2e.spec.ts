import { describe } from '@jest/globals';
import { createEmbeddedDatabase } from '../support/embedded-database.js';
import { describeAccounts } from './describe-accounts.js';

describe('accounts in the embedded database', () => describeAccounts(createEmbeddedDatabase));
