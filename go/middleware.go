package gopherscope

import (
	"context"
	"net/http"
	"strings"
	"time"
)

// MiddlewareOption changes what a [Middleware] does.
type MiddlewareOption func(*middleware)

// WithRoute takes the route of a request from a function instead of Request.Pattern, for routers other than
// http.ServeMux. It is called after the handler, so that the router has done its work; an empty route counts as
// "unmatched". It must give the pattern, "/users/{id}", not the path: past 500 routes all others are one.
func WithRoute(route func(*http.Request) string) MiddlewareOption {
	return func(m *middleware) { m.route = route }
}

// Middleware counts the requests that next answers and times them: by method, route and status in
// http_server_request_duration_seconds, and by method those being answered in http_server_active_requests.
//
// It goes around the whole http.ServeMux. The route is the pattern the mux chose, which it leaves in the request
// it was given: a handler in between that passes a copy of the request on (WithContext) hides it, so Middleware
// belongs inside of such a one. Requests in flight cannot be told by route, as none is chosen yet.
//
// Streaming, Hijack, Flush, ReadFrom and http.ResponseController keep working: what next gets has exactly the
// abilities of the http.ResponseWriter it stands for.
//
// What is counted: the status that was sent; 200 if the handler sent none. A handler that panics before it sent
// one counts as 500, and the panic goes on. A hijacked connection counts when the handler returns, as 101 unless
// a status was sent. A client that hangs up before anything was sent counts as 499.
//
// What Gopherscope asks for is not counted, so that watching does not change what is seen: the paths
// /debug/gopherscope/, /debug/pprof/ and /debug/vars.
//
// As with net/http itself the http.ResponseWriter must not be used after the handler has returned.
func Middleware(next http.Handler, opts ...MiddlewareOption) http.Handler {
	return Default.Middleware(next, opts...)
}

// Middleware is [Middleware] with the metrics in this registry.
func (r *Registry) Middleware(next http.Handler, opts ...MiddlewareOption) http.Handler {
	m := &middleware{next: next, metrics: r.httpMetrics(), route: patternRoute}
	for _, opt := range opts {
		opt(m)
	}
	return m
}

type middleware struct {
	next    http.Handler
	metrics *httpMetrics
	route   func(*http.Request) string
}

// StatusClientClosedRequest counts a request whose client hung up before anything was sent. Nobody receives it.
const StatusClientClosedRequest = 499

// clock is what durations are read from: the monotonic part of the time alone costs half of time.Now.
var clock = time.Now()

func (m *middleware) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	if watches(req.URL.Path) {
		m.next.ServeHTTP(w, req)
		return
	}
	start := time.Since(clock)
	rec := record(w)
	method := methodOf(req.Method)
	m.metrics.begin(method)
	returned := false
	// A panic is seen by not getting to the end, rather than recovered: its stack stays whole.
	defer func() {
		elapsed := time.Since(clock) - start
		hungUp := req.Context().Err() == context.Canceled
		m.metrics.end(method, m.route(req), rec.outcome(returned, hungUp), elapsed)
		if returned && !hungUp && !rec.hijacked {
			rec.release()
		}
	}()
	m.next.ServeHTTP(rec.view, req)
	returned = true
}

// watches says whether a path is one that watchers poll. A CPU profile alone would be the slowest request by far.
func watches(path string) bool {
	rest, found := strings.CutPrefix(path, "/debug/")
	return found && (strings.HasPrefix(rest, "gopherscope/") || strings.HasPrefix(rest, "pprof/") || rest == "vars")
}
