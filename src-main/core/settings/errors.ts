import type { SettingsFileError } from '../../../shared/model/settings.js';

/** A refused change of settings, answered by the API with its code. */
export class SettingsError extends Error {
  readonly code: 'SETTING_REFUSED' | 'SETTINGS_BROKEN' | 'NOT_WRITTEN';
  readonly data: SettingsFileError | { key: string; allowed: string } | Record<string, never>;

  constructor(code: SettingsError['code'], message: string, data: SettingsError['data'] = {}) {
    super(message);
    this.code = code;
    this.data = data;
  }
}
