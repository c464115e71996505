// Package bench measures the Go library beside what it is compared with. It has a module of its own, so that the
// library needs nothing.
package bench

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	otelprometheus "go.opentelemetry.io/otel/exporters/prometheus"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/trace/noop"

	gopherscope "gopherscope.dev/go"
)

// discard is a ResponseWriter that costs nothing itself.
type discard struct{ header http.Header }

func (d *discard) Header() http.Header         { return d.header }
func (d *discard) WriteHeader(int)             {}
func (d *discard) Write(b []byte) (int, error) { return len(b), nil }

func mux() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /items/{id}", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })
	return mux
}

func serve(b *testing.B, handler http.Handler) {
	b.Helper()
	b.ReportAllocs()
	request := httptest.NewRequest("GET", "/items/7", nil)
	w := &discard{header: http.Header{}}
	for b.Loop() {
		// Clients of one connection bring a new request each time; the mux writes into the one it gets.
		again := *request
		handler.ServeHTTP(w, &again)
	}
}

func BenchmarkMiddlewareNone(b *testing.B) { serve(b, mux()) }

func BenchmarkMiddlewareGopherscope(b *testing.B) { serve(b, gopherscope.Middleware(mux())) }

// promhttp's three usual instruments: in flight, duration and count by code and method. It knows no routes.
func BenchmarkMiddlewarePromhttp(b *testing.B) {
	inFlight := prometheus.NewGauge(prometheus.GaugeOpts{Name: "in_flight"})
	seconds := prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "seconds"}, []string{"code", "method"})
	serve(b, promhttp.InstrumentHandlerInFlight(inFlight, promhttp.InstrumentHandlerDuration(seconds, mux())))
}

// otelhttp with metrics alone: no span is recorded.
func BenchmarkMiddlewareOtelhttp(b *testing.B) {
	exporter, err := otelprometheus.New(otelprometheus.WithRegisterer(prometheus.NewRegistry()))
	if err != nil {
		b.Fatal(err)
	}
	serve(b, otelhttp.NewHandler(mux(), "shop",
		otelhttp.WithMeterProvider(metric.NewMeterProvider(metric.WithReader(exporter))),
		otelhttp.WithTracerProvider(noop.NewTracerProvider())))
}

// scrape asks a metrics handler; bytes of the answer and its series are reported.
func scrape(b *testing.B, handler http.Handler) {
	b.Helper()
	b.ReportAllocs()
	request := httptest.NewRequest("GET", "/debug/gopherscope/metrics", nil)
	request.RemoteAddr = "127.0.0.1:1"
	first := httptest.NewRecorder()
	handler.ServeHTTP(first, request)
	body, err := io.ReadAll(first.Result().Body)
	if err != nil || first.Code != http.StatusOK {
		b.Fatal(first.Code, err)
	}
	w := &discard{header: http.Header{}}
	for b.Loop() {
		handler.ServeHTTP(w, request)
	}
	b.ReportMetric(float64(len(body)), "bytes")
	b.ReportMetric(float64(series(body)), "series")
}

// series counts lines of an exposition that are no comment.
func series(body []byte) int {
	n, start := 0, true
	for _, c := range body {
		if start && c != '#' && c != '\n' {
			n++
		}
		start = c == '\n'
	}
	return n
}

func BenchmarkScrapeGopherscope(b *testing.B) { scrape(b, gopherscope.Handler()) }

// client_golang's default handler: its Go and process collectors as they are registered by themselves.
func BenchmarkScrapeClientGolang(b *testing.B) { scrape(b, promhttp.Handler()) }
