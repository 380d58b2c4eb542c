import { accounts } from './accounts/accounts.js';
import type { DemoFeature } from './demo-feature.js';

export const demoFeatures: readonly DemoFeature[] = [accounts];
