package gopherscope

import (
	"math"
	"sync/atomic"

	"gopherscope.dev/go/internal/expo"
)

// Gauge is a number that goes up and down: jobs waiting, a temperature.
type Gauge struct{ value atomicFloat }

// Set replaces the value.
func (g *Gauge) Set(v float64) { g.value.bits.Store(math.Float64bits(v)) }

// Add adds v, which may be negative.
func (g *Gauge) Add(v float64) { g.value.add(v) }

// Inc adds one.
func (g *Gauge) Inc() { g.value.add(1) }

// Dec takes one away.
func (g *Gauge) Dec() { g.value.add(-1) }

// Value is the present value.
func (g *Gauge) Value() float64 { return g.value.load() }

func writeGauge(w *expo.Writer, name, labels string, g *Gauge) {
	w.Float(name, labels, g.value.load())
}

// atomicFloat is a float64 that many goroutines may add to.
type atomicFloat struct{ bits atomic.Uint64 }

func (f *atomicFloat) load() float64 { return math.Float64frombits(f.bits.Load()) }

func (f *atomicFloat) add(v float64) {
	for {
		old := f.bits.Load()
		if f.bits.CompareAndSwap(old, math.Float64bits(math.Float64frombits(old)+v)) {
			return
		}
	}
}
