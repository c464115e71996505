import { defineStore } from 'pinia';
import { shallowReactive } from 'vue';
import type { ProfileRecord } from '../../shared/model/profile.js';
import { useProfiles } from './profiles.js';

/** A file on its way to the library. */
export interface Upload {
  id: number;
  name: string;
  bytes: number;
  sent: number;
  cancel: () => void;
}

/** Files that are being read in. */
export const useUploads = defineStore('uploads', () => {
  const profiles = useProfiles();
  const running = shallowReactive(new Map<number, Upload>());
  let next = 1;

  /** Rejects with the core's refusal, or with an AbortError when it was cancelled. */
  async function send(file: File): Promise<ProfileRecord> {
    const id = next++;
    const ending = new AbortController();
    const cancel = (): void => {
      ending.abort();
    };
    const show = (sent: number): void => {
      running.set(id, { id, name: file.name, bytes: file.size, sent, cancel });
    };
    show(0);
    try {
      return await profiles.upload(file, { onSent: show, signal: ending.signal });
    } finally {
      running.delete(id);
    }
  }

  return { running, send };
});
