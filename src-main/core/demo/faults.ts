import * as v from 'valibot';
import { fail, ok, type Result } from '../../../shared/base/result.js';
import { DEMO_FAULTS, type Demo, type DemoFaultId } from '../../../shared/model/demo.js';
import type { HttpClient } from '../http/client.js';

const DEADLINE_MS = 3000;
const State = v.record(v.string(), v.boolean());

/** Which faults of the shop are on. Fails as the client does, or with DEMO_ODD_ANSWER. */
export const readFaults = (http: HttpClient, url: string): Promise<Result<Demo['faults']>> =>
  ask(http, url, undefined);

/** Switches one fault and gives the state of all. Fails as {@link readFaults} does. */
export const switchFault = (
  http: HttpClient,
  url: string,
  id: DemoFaultId,
  on: boolean,
): Promise<Result<Demo['faults']>> => ask(http, url, { [id]: on });

async function ask(http: HttpClient, url: string, json: unknown): Promise<Result<Demo['faults']>> {
  const answer = await http.get(new URL('/admin/faults', url), { deadlineMs: DEADLINE_MS, json });
  if (!answer.ok) return answer;
  const { status, body } = answer.value;
  try {
    if (status !== 200) throw new Error(`status ${status.toString()}`);
    const state = v.parse(State, JSON.parse(body.toString('utf8')));
    return ok(DEMO_FAULTS.map((id) => ({ id, on: state[id] === true })));
  } catch (error) {
    return fail('DEMO_ODD_ANSWER', `its answer was odd: ${String(error)}`);
  }
}
