// Package gopherscope makes an app tell Gopherscope what net/http/pprof cannot: its requests, its own metrics,
// everything in runtime/metrics, and what the system says about the process.
//
// The blank import of gopherscope.dev/go/auto is all an app needs that serves http.DefaultServeMux; others mount
// [Handler]. [Middleware] counts and times requests; [NewCounter], [NewGauge] and [NewHistogram] make metrics of
// the app's own. Counting allocates nothing, and neither does a scrape, and the package uses nothing but the
// standard library. The whole guide is docs/go.md in the repository.
package gopherscope
