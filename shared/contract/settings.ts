import * as v from 'valibot';
import { SettingChange, SettingsFileError, SettingsView } from '../model/settings.js';
import { procedure } from './base.js';

export const settings = {
  get: procedure
    .route({ method: 'GET', path: '/settings', tags: ['settings'], summary: 'Settings and their file' })
    .output(SettingsView),
  change: procedure
    .route({ method: 'PATCH', path: '/settings', tags: ['settings'], summary: 'Change settings in the file' })
    .meta({ role: 'admin', bodyBytes: 65_536 })
    .errors({
      /** The key, and in words what it takes. */
      SETTING_REFUSED: { status: 422, data: v.object({ key: v.string(), allowed: v.string() }) },
      /** The file cannot be read as settings: nothing is written until it is mended. */
      SETTINGS_BROKEN: { status: 409, data: SettingsFileError },
      NOT_WRITTEN: { status: 507 },
    })
    .input(v.object({ changes: v.pipe(v.array(SettingChange), v.minLength(1), v.maxLength(64)) }))
    .output(SettingsView),
};
