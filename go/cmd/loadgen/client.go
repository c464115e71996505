package main

import (
	"context"
	"fmt"
	"io"
	"math/rand"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"
)

// What the shop offers; see _example/ecommerce.
const (
	productCount = 10_000
	userCount    = 1_000
)

var (
	words      = []string{"kettle", "lamp", "chair", "jacket", "novel", "racket", "phone", "puzzle", "bottle", "blanket"}
	categories = []string{"", "", "", "home", "garden", "books", "clothing", "sports"}
)

// client sends single requests and keeps their statistics. Safe for concurrent use.
type client struct {
	base  string
	http  *http.Client
	stats stats
	log   io.Writer
	down  atomic.Bool
}

func newClient(base string, concurrency int, log io.Writer) *client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 2 * concurrency // orders and searches
	transport.Proxy = nil                           // the shop is ours, never behind a proxy
	// Longer than a search of a shop with slow queries, which takes 11 s.
	return &client{base: strings.TrimSuffix(base, "/"), http: &http.Client{Transport: transport, Timeout: time.Minute}, log: log}
}

func (c *client) order(ctx context.Context) {
	body := fmt.Sprintf(`{"user_id":%d,"items":[{"product_id":%d,"quantity":%d}]}`,
		1+rand.Intn(userCount), 1+rand.Intn(productCount), 1+rand.Intn(3))
	c.send(ctx, orderKind, http.MethodPost, "/orders", body)
}

func (c *client) search(ctx context.Context) {
	query := url.Values{"q": {words[rand.Intn(len(words))]}, "category": {categories[rand.Intn(len(categories))]}}
	c.send(ctx, searchKind, http.MethodGet, "/products/search?"+query.Encode(), "")
}

func (c *client) send(ctx context.Context, kind requestKind, method, path, body string) {
	request, err := http.NewRequestWithContext(ctx, method, c.base+path, strings.NewReader(body))
	if err != nil {
		panic(err) // run has checked the base URL
	}
	request.Header.Set("Content-Type", "application/json")
	start := time.Now()
	response, err := c.http.Do(request)
	if err == nil {
		_, err = io.Copy(io.Discard, response.Body)
		response.Body.Close()
	}
	if ctx.Err() != nil {
		return // cut off by our own end: neither good nor bad
	}
	c.report(err)
	switch {
	case err != nil:
		c.stats.fail()
	case response.StatusCode >= 400:
		c.stats.refuse()
	default:
		c.stats.answer(kind, time.Since(start))
	}
}

// report logs when the target stops or starts answering, not every request in between.
func (c *client) report(err error) {
	if err != nil && c.down.CompareAndSwap(false, true) {
		fmt.Fprintln(c.log, "loadgen: the target does not answer, still trying:", err)
	} else if err == nil && c.down.CompareAndSwap(true, false) {
		fmt.Fprintln(c.log, "loadgen: the target answers again")
	}
}
