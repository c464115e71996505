import { FlaskConical, Play, Square } from '@lucide/vue';
import { useI18n } from 'vue-i18n';
import type { Action } from '../stores/actions.js';
import { useDemo } from '../stores/demo.js';
import { useFailure } from '../widgets/useFailure.js';

/** The demo shop from the keyboard: start, stop, and each of its faults. */
export function useDemoActions(): () => Action[] {
  const { t } = useI18n();
  const demo = useDemo();
  const failed = useFailure();
  const call = (what: Promise<void>): void => {
    what.catch((error: unknown) => {
      failed(t('demo.failed'), error);
    });
  };

  return () => {
    const now = demo.now;
    if (!now || now.state === 'unavailable') return [];
    if (now.state === 'off' || now.state === 'failed')
      return [
        {
          id: 'demo-start',
          title: t('actions.demoStart'),
          group: 'targets',
          icon: Play,
          run: () => {
            call(demo.start());
          },
        },
      ];
    if (now.state !== 'running') return [];
    return [
      {
        id: 'demo-stop',
        title: t('actions.demoStop'),
        group: 'targets',
        icon: Square,
        run: () => {
          call(demo.stop());
        },
      },
      ...now.faults.map((f): Action => ({
        id: `demo-${f.id}`,
        title: t(f.on ? 'actions.demoFaultOff' : 'actions.demoFaultOn', { fault: t(`demo.fault.${f.id}`) }),
        group: 'targets',
        icon: FlaskConical,
        run: () => {
          call(demo.fault(f.id, !f.on));
        },
      })),
    ];
  };
}
