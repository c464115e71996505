import { app, safeStorage } from 'electron';
import type { Sealer } from '../../shared/model/ports.js';

/**
 * The keychain of the system. null where there is none: on Linux without one Chromium seals with a password that
 * is in its source, which would only look like a seal.
 */
export async function systemSealer(): Promise<Sealer | null> {
  await app.whenReady();
  if (!(await safeStorage.isAsyncEncryptionAvailable())) return null;
  if (process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text') return null;
  return {
    seal: async (text) => (await safeStorage.encryptStringAsync(text)).toString('base64'),
    unseal: async (sealed) => (await safeStorage.decryptStringAsync(Buffer.from(sealed, 'base64'))).result,
  };
}
