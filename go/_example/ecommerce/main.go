// Command ecommerce is a small shop to watch with Gopherscope. It is healthy unless told otherwise: --faults and
// POST /admin/faults switch on slow queries, a memory leak, a goroutine leak and a CPU spike.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdin, os.Stdout); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "ecommerce:", err)
		os.Exit(1)
	}
}

// run serves the shop until ctx ends, then lets running requests finish for at most 3 s.
func run(ctx context.Context, args []string, in io.Reader, out io.Writer) error {
	flags := flag.NewFlagSet("ecommerce", flag.ContinueOnError)
	addr := flags.String("addr", "127.0.0.1:8080", "address to listen on; port 0 = any free")
	faults := flags.String("faults", "", "faults to start with: slow-queries,memory-leak,goroutine-leak,cpu-spike or all")
	kind := withExpvar
	flags.Var(&kind, "variant", "what it says of itself: bare (pprof), expvar (and /debug/vars) or library (and the Gopherscope library)")
	token := flags.String("token", "", "bearer token that the Gopherscope library asks for; empty = none, and this machine alone is answered")
	untilStdinEnds := flags.Bool("until-stdin-ends", false, "end when standard input does, as when the program that started this one is gone")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *untilStdinEnds {
		ctx = untilEnd(ctx, in)
	}
	shop := newShop(productCount, userCount)
	if err := shop.faults.applyFlag(*faults); err != nil {
		return fmt.Errorf("--faults: %w", err)
	}
	listener, err := net.Listen("tcp", *addr)
	if err != nil {
		return err
	}
	shop.publish()
	fmt.Fprintf(out, "shop ready url=http://%s\n", listener.Addr())
	return serve(ctx, listener, shop.watched(kind, *token))
}

// untilEnd gives a context that is over when in ends too: whoever started us has gone, however it went.
func untilEnd(ctx context.Context, in io.Reader) context.Context {
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		defer cancel()
		io.Copy(io.Discard, in)
	}()
	return ctx
}

func serve(ctx context.Context, listener net.Listener, handler http.Handler) error {
	// No WriteTimeout: it would cut CPU profiles and traces that last longer.
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute}
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		<-ctx.Done()
		patience, cancel := context.WithTimeout(context.Background(), 3*time.Second)
		defer cancel()
		if server.Shutdown(patience) != nil {
			server.Close()
		}
	}()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	<-stopped
	return nil
}
