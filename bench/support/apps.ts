/** Adds the first `count` apps of a series-app to a core without a token. */
export async function addApps(url: string, appPort: string, count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    const sources = [{ kind: 'prometheus', url: `http://127.0.0.1:${appPort}/t/${n.toString()}/metrics` }];
    const body = JSON.stringify({ name: `app-${n.toString()}`, sources, intervalSeconds: 1 });
    const answer = await fetch(`${url}/api/v1/targets`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    if (answer.status !== 201) throw new Error(`target not added: ${await answer.text()}`);
  }
}
