package gopherscope

import (
	"math"
	"sync/atomic"

	"gopherscope.dev/go/internal/expo"
)

// Counter is a number that only grows: orders taken, bytes sent.
type Counter struct {
	// whole and rest are added up when read: most counters only ever see whole numbers, which need no loop.
	whole atomic.Uint64
	rest  atomicFloat
}

// Inc adds one.
func (c *Counter) Inc() { c.whole.Add(1) }

// Add adds v. What is negative or not a number is ignored: a counter that goes back would look like a restart.
func (c *Counter) Add(v float64) {
	const exact = 1 << 53
	if !(v >= 0) {
		return
	}
	if v < exact && v == math.Trunc(v) {
		c.whole.Add(uint64(v))
		return
	}
	c.rest.add(v)
}

// Value is the sum so far.
func (c *Counter) Value() float64 { return float64(c.whole.Load()) + c.rest.load() }

func writeCounter(w *expo.Writer, name, labels string, c *Counter) {
	if rest := c.rest.load(); rest != 0 {
		w.Float(name, labels, float64(c.whole.Load())+rest)
		return
	}
	w.Uint(name, labels, c.whole.Load())
}
