/** The accounts of users: a feature's rows belong to them. */
export { Account, toAccount } from './account.model.js';
export { AccountTransactions } from './account-transactions.js';
export { AccountsModule } from './accounts.module.js';
export { accounts, type AccountRow } from './accounts.table.js';
export { CurrentAccounts } from './current-accounts.js';
