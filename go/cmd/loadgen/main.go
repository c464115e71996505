// Command loadgen sends orders and searches to the demo shop at fixed rates. It is open-loop: a slow shop does
// not slow the load down, what finds no free slot is dropped and counted. It outlives restarts of the target.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "loadgen:", err)
		os.Exit(1)
	}
}

// run loads the target until the duration is over or ctx ends, then prints one summary line on out. Changes of
// the target's state go to log.
func run(ctx context.Context, args []string, in io.Reader, out, log io.Writer) error {
	flags := flag.NewFlagSet("loadgen", flag.ContinueOnError)
	target := flags.String("target", "http://127.0.0.1:8080", "base URL of the shop")
	orders := flags.Float64("orders", 20, "orders per second")
	searches := flags.Float64("searches", 2, "searches per second")
	duration := flags.Duration("duration", 0, "how long; 0 = until stopped")
	concurrency := flags.Int("concurrency", 64, "most requests of one kind under way at a time")
	untilStdinEnds := flags.Bool("until-stdin-ends", false, "end when standard input does, as when the program that started this one is gone")
	if err := flags.Parse(args); err != nil {
		return err
	}
	base, err := url.Parse(*target)
	if err != nil || base.Host == "" || (base.Scheme != "http" && base.Scheme != "https") {
		return fmt.Errorf("--target %q is not an http or https URL", *target)
	}
	if *orders < 0 || *searches < 0 || *concurrency < 1 {
		return errors.New("--orders and --searches must not be negative, --concurrency must be 1 or more")
	}
	if *untilStdinEnds {
		ctx = untilEnd(ctx, in)
	}
	if *duration > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, *duration)
		defer cancel()
	}
	shop := newClient(base.String(), *concurrency, log)
	start := time.Now()
	var all sync.WaitGroup
	for _, kind := range []struct {
		perSecond float64
		send      func(context.Context)
	}{{*orders, shop.order}, {*searches, shop.search}} {
		all.Add(1)
		go func() {
			defer all.Done()
			pace(ctx, kind.perSecond, *concurrency, kind.send, shop.stats.drop)
		}()
	}
	all.Wait()
	fmt.Fprintln(out, shop.stats.summary(time.Since(start)))
	return nil
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
