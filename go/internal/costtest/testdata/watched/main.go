// Command watched is bare with the library: handler, middleware and a metric of its own.
package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"

	"gopherscope.dev/go"
)

func main() {
	mux := http.NewServeMux()
	mux.Handle(gopherscope.Path, gopherscope.Handler())
	answered := gopherscope.NewCounter("answered_total", "Answers.", "to")
	mux.HandleFunc("GET /x", func(w http.ResponseWriter, _ *http.Request) {
		answered.With("x").Inc()
		io.WriteString(w, "ok")
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Println(listener.Addr())
	go func() {
		io.Copy(io.Discard, os.Stdin) // until whoever started this ends
		os.Exit(0)
	}()
	panic(http.Serve(listener, gopherscope.Middleware(mux)))
}
