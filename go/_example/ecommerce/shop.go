package main

import (
	"errors"
	"expvar"
	"net/http"
	"sync/atomic"
)

// maxInFlight bounds the requests of one route that are being answered. Without it a slow shop would collect
// waiting requests for ever, which looks like a goroutine leak: each fault shall show itself only.
const maxInFlight = 32

type shop struct {
	store    *store
	faults   faultSet
	cache    resultCache
	orders   expvar.Int
	searches expvar.Int
	checksum atomic.Uint64
}

func newShop(productCount, userCount int) *shop {
	products.Set(float64(productCount))
	return &shop{store: newStore(productCount, userCount)}
}

// publish shows the shop's counters at /debug/vars. Once in a process: expvar names are global.
func (s *shop) publish() {
	expvar.Publish("shop_orders", &s.orders)
	expvar.Publish("shop_searches", &s.searches)
	expvar.Publish("shop_products", expvar.Func(func() any { return len(s.store.products) }))
}

func (s *shop) routes() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /products/search", limited(s.handleSearch))
	mux.Handle("POST /orders", limited(s.handleOrder))
	mux.HandleFunc("GET /admin/faults", s.handleGetFaults)
	mux.HandleFunc("POST /admin/faults", s.handleSetFaults)
	return mux
}

// limited answers 503 at once where maxInFlight requests are under way.
func limited(next http.HandlerFunc) http.Handler {
	slots := make(chan struct{}, maxInFlight)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case slots <- struct{}{}:
			defer func() { <-slots }()
			next(w, r)
		default:
			w.Header().Set("Retry-After", "1")
			writeError(w, http.StatusServiceUnavailable, errors.New("the shop is busy"))
		}
	})
}
