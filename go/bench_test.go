package gopherscope

import (
	"net/http"
	"testing"
)

var ok = []byte("ok")

func answering(w http.ResponseWriter, _ *http.Request) { w.Write(ok) }

// BenchmarkMiddlewareNone is the handler alone: what the others take more is their price.
func BenchmarkMiddlewareNone(b *testing.B) { benchmarkHandler(b, http.HandlerFunc(answering)) }

func BenchmarkMiddleware(b *testing.B) {
	benchmarkHandler(b, NewRegistry().Middleware(http.HandlerFunc(answering)))
}

func BenchmarkMiddlewareMuxNone(b *testing.B) { benchmarkHandler(b, benchmarkMux()) }

func BenchmarkMiddlewareMux(b *testing.B) {
	benchmarkHandler(b, NewRegistry().Middleware(benchmarkMux()))
}

func BenchmarkMiddlewareParallel(b *testing.B) {
	h := NewRegistry().Middleware(http.HandlerFunc(answering))
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		serve := serving(b, h)
		for pb.Next() {
			serve()
		}
	})
}

func benchmarkMux() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /x", answering)
	mux.HandleFunc("GET /users/{id}", answering)
	return mux
}

func benchmarkHandler(b *testing.B, h http.Handler) {
	serve := serving(b, h)
	serve()
	b.ReportAllocs()
	b.ResetTimer()
	for range b.N {
		serve()
	}
}
