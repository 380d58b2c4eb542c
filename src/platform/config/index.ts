/** The settings of the process, read once from the environment. */
export { Settings, type IssuerSettings, type ManagementSettings } from './settings.js';
