/** The settings of the process, read once from the environment. */
export { Settings, type IssuerSettings, type ManagementSettings } from './settings.js';
/** Declares the settings of a feature: `class OrderSettings extends defineSettings({ … }) {}`. */
export { defineSettings } from './define-settings.js';
/**
 * How a variable is read: each has `.default(value)` and `.optional()`, and without either the
 * variable has to be set. A problem is told by the variable's name, never with its value.
 */
export { field, flag, list, oneOf, text, url, wholeNumber } from './fields.js';
