package gopherscope

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// sink is an http.ResponseWriter that keeps nothing and allocates nothing.
type sink struct{ header http.Header }

func (s *sink) Header() http.Header              { return s.header }
func (s *sink) WriteHeader(int)                  {}
func (s *sink) Write(b []byte) (int, error)      { return len(b), nil }
func (s *sink) SetWriteDeadline(time.Time) error { return nil }

func TestScrapeDoesNotAllocate(t *testing.T) {
	r := NewRegistry()
	orders := r.NewCounter("orders_total", "Orders.", "tier")
	took := r.NewHistogram("took_seconds", "Time.", nil, "tier")
	for _, tier := range []string{"gold", "silver"} {
		orders.With(tier).Add(1.5)
		took.With(tier).Observe(0.01)
	}
	r.NewGauge("waiting", "Jobs.").With().Set(0.25)
	h := r.Middleware(http.NotFoundHandler())
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
	for _, coding := range []string{"identity", "gzip"} {
		req := httptest.NewRequest("GET", Path+"metrics", nil)
		req.RemoteAddr = "127.0.0.1:1"
		req.Header.Set("Accept-Encoding", coding)
		handler, w := r.Handler(), &sink{http.Header{}}
		serve := func() { handler.ServeHTTP(w, req) }
		for range 8 {
			serve() // each of the buffers has to grow once
		}
		if n := testing.AllocsPerRun(50, serve); n != 0 {
			t.Errorf("%s: %v allocations a scrape", coding, n)
		}
	}
}

func BenchmarkScrape(b *testing.B) {
	r := NewRegistry()
	req := httptest.NewRequest("GET", Path+"metrics", nil)
	req.RemoteAddr = "127.0.0.1:1"
	handler, w := r.Handler(), &sink{http.Header{}}
	b.ReportAllocs()
	for range b.N {
		handler.ServeHTTP(w, req)
	}
}
