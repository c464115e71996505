import { fail, ok, type Result } from '../../shared/base/result.js';
import type { FetchAnswer, HttpClient } from '../../src-main/core/http/client.js';

const INDEX = (goroutines: number): string => `<html><title>/debug/pprof/</title><table>
<tr><td>${goroutines}</td><td><a href='goroutine?debug=1'>goroutine</a></td></tr>
<tr><td>9</td><td><a href='threadcreate?debug=1'>threadcreate</a></td></tr></table></html>`;

/** A Go app as the core's HTTP client meets it: answers by path, changed by the test between two polls. */
export class FakeApp {
  up = true;
  startSeconds = 1000;
  numGC = 10;
  heapAlloc = 30e6;
  goroutines = 12;
  /** Bodies in place of the app's own, or a status. */
  readonly pages = new Map<string, string | number>();
  readonly asked: string[] = [];
  private held: (() => void)[] = [];
  holding = false;

  /** /metrics, /debug/vars and the index page, of an app that has all three. */
  private body(path: string): string | number {
    const own = this.pages.get(path);
    if (own !== undefined) return own;
    switch (path) {
      case '/debug/pprof/':
        return INDEX(this.goroutines);
      case '/debug/vars':
        return JSON.stringify({ hits: 5, memstats: this.memStats() });
      case '/metrics':
        return `# TYPE app_requests_total counter
app_requests_total ${this.numGC * 10}
go_info{version="go1.22.1"} 1
process_start_time_seconds ${this.startSeconds}
process_cpu_seconds_total 1.5
`;
      default:
        return 404;
    }
  }

  private memStats(): Record<string, unknown> {
    const { numGC, heapAlloc } = this;
    const zeros = new Array<number>(256).fill(0);
    return {
      HeapAlloc: heapAlloc,
      NextGC: 40e6,
      StackInuse: 1e6,
      NumGC: numGC,
      TotalAlloc: numGC * 1e6,
      Mallocs: numGC * 100,
      PauseNs: zeros,
      PauseEnd: zeros,
    };
  }

  restart(): void {
    this.startSeconds += 500;
    this.numGC = 1;
  }

  /** Answers that are held back come now. */
  release(): void {
    this.holding = false;
    for (const go of this.held.splice(0)) go();
  }

  get client(): HttpClient {
    const get = async (url: URL): Promise<Result<FetchAnswer>> => {
      this.asked.push(url.pathname + url.search);
      const body = this.body(url.pathname + url.search);
      const { up } = this;
      if (this.holding) await new Promise<void>((go) => this.held.push(go));
      else await Promise.resolve();
      if (!up) return fail('CONNECTION_REFUSED', `nothing listens at ${url.host}`);
      const text = typeof body === 'number' ? 'no' : body;
      return ok({
        status: typeof body === 'number' ? body : 200,
        contentType: text.startsWith('<') ? 'text/html' : 'text/plain',
        body: Buffer.from(text),
        wireBytes: text.length,
        elapsedMs: 5,
        serverDateMs: null,
        location: '',
        authorized: false,
      });
    };
    return { get, close: () => undefined } as unknown as HttpClient;
  }
}
