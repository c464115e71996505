package main

import (
	"fmt"
	"math"
	"sync"
	"time"
)

type requestKind int

const (
	orderKind requestKind = iota
	searchKind
)

// bucketsPerOctave gives each bucket a width of 9 %; maxBuckets reach past an hour from 1 µs.
const (
	bucketsPerOctave = 8
	maxBuckets       = 32 * bucketsPerOctave
)

// stats counts requests in fixed space, however long the load runs. Safe for concurrent use.
type stats struct {
	mu        sync.Mutex
	answered  [2]int64 // by requestKind
	failed    int64    // no answer
	refused   int64    // an answer with status 400 or more
	dropped   int64    // not sent: too many under way
	latencies [maxBuckets]int64
}

func (s *stats) answer(kind requestKind, took time.Duration) {
	octaves := math.Log2(max(1, float64(took)/float64(time.Microsecond)))
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answered[kind]++
	s.latencies[min(maxBuckets-1, int(octaves*bucketsPerOctave))]++
}

func (s *stats) fail()   { s.count(&s.failed) }
func (s *stats) refuse() { s.count(&s.refused) }
func (s *stats) drop()   { s.count(&s.dropped) }

func (s *stats) count(counter *int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	*counter++
}

// quantileMs gives the upper bound of the bucket that holds quantile q of the answers, in ms; 0 without any.
func (s *stats) quantileMs(q float64) float64 {
	rank := int64(math.Ceil(q * float64(s.answered[orderKind]+s.answered[searchKind])))
	for i, n := range s.latencies {
		if rank -= n; n > 0 && rank <= 0 {
			return math.Exp2(float64(i+1)/bucketsPerOctave) / 1000
		}
	}
	return 0
}

func (s *stats) summary(elapsed time.Duration) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return fmt.Sprintf("loadgen done seconds=%.1f orders=%d searches=%d failed=%d refused=%d dropped=%d p50_ms=%.2f p99_ms=%.2f",
		elapsed.Seconds(), s.answered[orderKind], s.answered[searchKind], s.failed, s.refused, s.dropped,
		s.quantileMs(0.5), s.quantileMs(0.99))
}
