package gopherscope_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	"gopherscope.dev/go"
)

// An app that has a mux of its own mounts the handler there, beside its routes, and puts the middleware around.
func Example() {
	mux := http.NewServeMux()
	mux.Handle(gopherscope.Path, gopherscope.Handler())
	mux.HandleFunc("GET /orders/{id}", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(w, "order", r.PathValue("id"))
	})
	app := httptest.NewServer(gopherscope.Middleware(mux)) // in an app: http.ListenAndServe(addr, …)
	defer app.Close()

	answer, err := http.Get(app.URL + "/orders/7")
	if err != nil {
		panic(err)
	}
	answer.Body.Close()
	fmt.Println(answer.Status)
	// Output: 200 OK
}

// scraped prints the lines of a registry's metrics that begin with prefix.
func scraped(registry *gopherscope.Registry, prefix string) {
	req := httptest.NewRequest("GET", gopherscope.Path+"metrics", nil)
	req.RemoteAddr = "127.0.0.1:1234"
	w := httptest.NewRecorder()
	registry.Handler().ServeHTTP(w, req)
	for _, line := range strings.Split(w.Body.String(), "\n") {
		if strings.HasPrefix(line, prefix) {
			fmt.Println(line)
		}
	}
}

func ExampleHandler() {
	mux := http.NewServeMux()
	// With a token the handler may be reached from elsewhere, and profiling may be switched on.
	mux.Handle(gopherscope.Path, gopherscope.Handler(gopherscope.WithToken("not-this-one")))
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, httptest.NewRequest("GET", "/debug/gopherscope/metrics", nil))
	fmt.Println(w.Code)
	// Output: 401
}

func ExampleMiddleware() {
	registry := gopherscope.NewRegistry() // apps use gopherscope.Middleware, without a registry of their own
	mux := http.NewServeMux()
	mux.HandleFunc("GET /users/{id}", func(w http.ResponseWriter, r *http.Request) {})
	app := registry.Middleware(mux)
	for _, path := range []string{"/users/1", "/users/2", "/nothing/here"} {
		app.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", path, nil))
	}
	scraped(registry, "http_server_request_duration_seconds_count")
	// Output:
	// http_server_request_duration_seconds_count{http_request_method="GET",http_route="/users/{id}",http_response_status_code="200"} 2
	// http_server_request_duration_seconds_count{http_request_method="GET",http_route="unmatched",http_response_status_code="404"} 1
}

func ExampleNewCounter() {
	registry := gopherscope.NewRegistry() // apps use gopherscope.NewCounter, in a package variable
	orders := registry.NewCounter("shop_orders_total", "Orders taken.", "tier")
	orders.With("gold").Inc()
	orders.With("gold").Add(2)

	silver := orders.With("silver") // on a hot path: once, and kept
	silver.Inc()
	scraped(registry, "shop_orders_total")
	// Output:
	// shop_orders_total{tier="gold"} 3
	// shop_orders_total{tier="silver"} 1
}

func ExampleNewHistogram() {
	registry := gopherscope.NewRegistry()
	took := registry.NewHistogram("shop_checkout_seconds", "How long a checkout took.", []float64{0.1, 1}).With()
	for _, seconds := range []float64{0.03, 0.4, 7} {
		took.Observe(seconds)
	}
	scraped(registry, "shop_checkout_seconds")
	// Output:
	// shop_checkout_seconds_bucket{le="0.1"} 1
	// shop_checkout_seconds_bucket{le="1"} 2
	// shop_checkout_seconds_bucket{le="+Inf"} 3
	// shop_checkout_seconds_sum 7.43
	// shop_checkout_seconds_count 3
}

func ExampleVec_MaxSeries() {
	registry := gopherscope.NewRegistry()
	hits := registry.NewCounter("hits_total", "Hits by country.", "country").MaxSeries(2)
	for _, country := range []string{"is", "fo", "gl", "sj"} {
		hits.With(country).Inc()
	}
	scraped(registry, "hits_total")
	scraped(registry, "gopherscope_dropped_series_total")
	// Output:
	// hits_total{country="is"} 1
	// hits_total{country="fo"} 1
	// hits_total{country="overflow"} 2
	// gopherscope_dropped_series_total{metric="hits_total"} 2
}

func ExampleMetricsCollector() {
	collector := gopherscope.NewMetricsCollector()
	goroutines := collector.CollectGoroutineCount()
	fmt.Println(goroutines.Name, goroutines.Type, goroutines.Value >= 1)
	collector.CollectCustomMetric("shop_basket_items", 3, map[string]string{"tier": "gold"})
	// Output: go_goroutines gauge true
}
