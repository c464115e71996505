package gopherscope

import (
	"net/http"
	"strings"
	"time"

	"gopherscope.dev/go/internal/expo"
)

const (
	durationName = "http_server_request_duration_seconds"
	activeName   = "http_server_active_requests"

	// maxRoutes is how many routes are told apart. A route costs some 20 series for each status it answers with.
	maxRoutes = 500
	// maxHTTPSeries is how many combinations of method, route and status are.
	maxHTTPSeries = 2000

	unmatched = "unmatched"
)

// httpMetrics are those of all middlewares of a registry.
type httpMetrics struct {
	duration *Vec[Histogram]
	inFlight *Vec[Gauge]
	// routes knows the routes so far; what finds no room there is the route "overflow".
	routes table[struct{}]
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
		inFlight: newGaugeVec(activeName, "HTTP server requests being answered.", []string{"http_request_method"}),
	}
	m.routes.newMetric = func() *struct{} { return nil }
	m.routes.text = func([]string) string { return "" }
	m.routes.overflow = []string{Overflow}
	m.routes.init(maxRoutes)
	r.addLocked(m, append(namesOf(durationName, true), activeName)...)
	r.http = m
	return m
}

func (m *httpMetrics) writeTo(w *expo.Writer) {
	m.duration.writeTo(w)
	m.inFlight.writeTo(w)
}

// dropped counts requests whose route, or whose route with its method and status, is not told apart.
func (m *httpMetrics) dropped() (n uint64, labels string) {
	n, labels = m.duration.dropped()
	return n + m.routes.dropped.Load(), labels
}

func (m *httpMetrics) active(method string) *Gauge { return m.inFlight.With(knownMethod(method)) }

func (m *httpMetrics) observe(method, route string, status int, elapsed time.Duration) {
	if route == "" {
		route = unmatched
	}
	route = m.routes.get([]string{route}).values[0]
	m.duration.With(knownMethod(method), route, statusText(status)).Observe(elapsed.Seconds())
}

// patternRoute is the pattern of http.ServeMux without the method, which has a label of its own.
func patternRoute(req *http.Request) string {
	pattern := req.Pattern
	if i := strings.IndexAny(pattern, " \t"); i >= 0 {
		return strings.TrimLeft(pattern[i:], " \t")
	}
	return pattern
}

// knownMethod bounds the methods to those of the HTTP standards, as OpenTelemetry does.
func knownMethod(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete,
		http.MethodConnect, http.MethodOptions, http.MethodTrace:
		return method
	default:
		return "_OTHER"
	}
}

// statusDigits holds 100 to 999: a label value without allocating one.
var statusDigits = func() string {
	var b strings.Builder
	for status := 100; status <= 999; status++ {
		b.WriteByte(byte('0' + status/100))
		b.WriteByte(byte('0' + status/10%10))
		b.WriteByte(byte('0' + status%10))
	}
	return b.String()
}()

// statusText gives the three digits. net/http refuses any other status.
func statusText(status int) string {
	if status < 100 || status > 999 {
		return "0"
	}
	at := (status - 100) * 3
	return statusDigits[at : at+3]
}
