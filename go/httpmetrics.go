package gopherscope

import (
	"sync/atomic"
	"time"

	"gopherscope.dev/go/internal/expo"
)

const (
	durationName = "http_server_request_duration_seconds"
	activeName   = "http_server_active_requests"

	// maxRoutes is how many routes are told apart.
	maxRoutes = 500
	// maxHTTPSeries is how many combinations of method, route and status are; each is some 20 series.
	maxHTTPSeries = 2000

	unmatched = "unmatched"
)

// httpMetrics are those of all middlewares of a registry.
type httpMetrics struct {
	duration *Vec[Histogram]
	// routes knows the routes so far; what finds no room there is the route "overflow".
	routes table[route]

	activeHead string
	active     [methodCount]atomic.Int64
	activeText [methodCount]string
	// seen says which methods have come at all: the others have no series.
	seen [methodCount]atomic.Bool
}

func (r *Registry) httpMetrics() *httpMetrics {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.http != nil {
		return r.http
	}
	m := &httpMetrics{
		duration: newHistogramVec(durationName, "Duration of HTTP server requests.", DurationBounds(),
			[]string{"http_request_method", "http_route", "http_response_status_code"}).MaxSeries(maxHTTPSeries),
		activeHead: expo.Head(activeName, "gauge", "HTTP server requests being answered."),
	}
	for i, method := range methods {
		m.activeText[i] = expo.Labels([]string{"http_request_method"}, []string{method})
	}
	m.routes.newMetric = func() *route { return new(route) }
	m.routes.text = func([]string) string { return "" }
	m.routes.overflow = []string{Overflow}
	m.routes.init(maxRoutes)
	r.addLocked(m, append(namesOf(durationName, true), activeName)...)
	r.http = m
	return m
}

func (m *httpMetrics) writeTo(w *expo.Writer) {
	m.duration.writeTo(w)
	headed := false
	for i := range m.active {
		if !m.seen[i].Load() {
			continue
		}
		if !headed {
			w.Head(m.activeHead)
			headed = true
		}
		w.Float(activeName, m.activeText[i], float64(m.active[i].Load()))
	}
}

// dropped counts requests whose route, or whose route with its method and status, is not told apart.
func (m *httpMetrics) dropped() (n uint64, labels string) {
	n, labels = m.duration.dropped()
	return n + m.routes.dropped.Load(), labels
}

func (m *httpMetrics) begin(method method) {
	if !m.seen[method].Load() {
		m.seen[method].Store(true)
	}
	m.active[method].Add(1)
}

func (m *httpMetrics) end(method method, route string, status int, elapsed time.Duration) {
	m.active[method].Add(-1)
	if route == "" {
		route = unmatched
	}
	found := m.routes.get([]string{route})
	m.histogram(found, outcome{method, status}).Observe(elapsed.Seconds())
}

// histogram is a shorter way to duration.With: a route answers with few statuses.
func (m *httpMetrics) histogram(r *series[route], o outcome) *Histogram {
	if h := r.metric.find(o); h != nil {
		return h
	}
	found := m.duration.table.get([]string{methods[o.method], r.values[0], statusText(o.status)})
	if found.values[0] != Overflow { // what is dropped is counted each time
		r.metric.keep(o, found.metric)
	}
	return found.metric
}
