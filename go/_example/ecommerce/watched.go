package main

import (
	"errors"
	"expvar"
	"net/http"
	"net/http/pprof"

	gopherscope "gopherscope.dev/go"
)

// variant is what the shop says of itself to who watches it.
type variant string

const (
	bare        variant = "bare"    // net/http/pprof alone
	withExpvar  variant = "expvar"  // and /debug/vars
	withLibrary variant = "library" // and the Gopherscope library
)

// Set makes a variant a flag.
func (v *variant) Set(text string) error {
	switch variant(text) {
	case bare, withExpvar, withLibrary:
		*v = variant(text)
		return nil
	}
	return errors.New("use bare, expvar or library")
}

func (v *variant) String() string { return string(*v) }

// Metrics of the business. They are kept in every variant: what differs is who can read them.
var (
	ordersTotal = gopherscope.NewCounter("shop_orders_total", "Orders placed.").With()
	searches    = gopherscope.NewCounter("shop_searches_total", "Searches by category.", "category")
	products    = gopherscope.NewGauge("shop_products", "Products on offer.").With()
	cacheSize   = gopherscope.NewGauge("shop_cache_entries", "Search results kept.").With()
	orderCents  = gopherscope.NewHistogram("shop_order_value_cents", "What an order comes to.",
		[]float64{1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000}).With()
)

// watched serves the shop and, under /debug/, what the variant offers. Only the shop's own routes are counted.
func (s *shop) watched(v variant, token string) http.Handler {
	outer := http.NewServeMux()
	outer.HandleFunc("/debug/pprof/", pprof.Index)
	outer.HandleFunc("/debug/pprof/cmdline", pprof.Cmdline)
	outer.HandleFunc("/debug/pprof/profile", pprof.Profile)
	outer.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	outer.HandleFunc("/debug/pprof/trace", pprof.Trace)
	if v == withExpvar {
		outer.Handle("/debug/vars", expvar.Handler())
	}
	if v != withLibrary {
		outer.Handle("/", s.routes())
		return outer
	}
	outer.Handle("/debug/gopherscope/", gopherscope.Handler(gopherscope.WithToken(token)))
	outer.Handle("/", gopherscope.Middleware(s.routes()))
	return outer
}
