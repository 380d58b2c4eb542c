import { describe } from '@jest/globals';
import { createEmbeddedDatabase } from '../support/embedded-database.js';
import { describeSignOut } from './describe-sign-out.js';

describe('revocation in the embedded database', () => describeSignOut(createEmbeddedDatabase));
