// Command chi shows the library in an app that routes with chi: the middleware is chi's, and a function tells it
// the route.
package main

import (
	"flag"
	"fmt"
	"log"
	"net/http"

	"github.com/go-chi/chi/v5"

	"gopherscope.dev/go"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:8090", "address to listen on")
	flag.Parse()
	log.Printf("http://%s/users/1, metrics at http://%s%smetrics", *addr, *addr, gopherscope.Path)
	log.Fatal(http.ListenAndServe(*addr, newRouter(gopherscope.Default)))
}

func newRouter(metrics *gopherscope.Registry) http.Handler {
	r := chi.NewRouter()
	r.Use(func(next http.Handler) http.Handler {
		return metrics.Middleware(next, gopherscope.WithRoute(route))
	})
	r.Get("/users/{id}", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(w, "user", chi.URLParam(r, "id"))
	})
	r.Route("/shop", func(r chi.Router) {
		r.Post("/orders", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusCreated) })
	})
	r.Mount(gopherscope.Path, metrics.Handler())
	return r
}

// route is the pattern chi chose. It is asked for after the handler, when chi has filled it in; for a path that
// no route takes it is empty, or ends in the wildcard of a mounted router.
func route(r *http.Request) string {
	ctx := chi.RouteContext(r.Context())
	if ctx == nil {
		return ""
	}
	return ctx.RoutePattern()
}
