import { watch } from 'vue';
import { useSettings } from '../stores/settings.js';
import { bytesBase, setDensity, setTimeZone } from '../ui/format/prefs.js';
import { themeChoice } from '../ui/theme.js';

/** What the settings say about looks takes effect at once, in every window. */
export function applySettings(): void {
  const settings = useSettings();
  watch(
    () => settings.values?.appearance,
    (looks) => {
      if (!looks) return;
      themeChoice.value = looks.theme;
      bytesBase.value = looks.bytes === 'binary' ? 1024 : 1000;
      setTimeZone(looks.timeZone);
      setDensity(looks.density);
    },
    { immediate: true },
  );
}
