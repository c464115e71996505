package main

import (
	"context"
	"sync"
	"time"
)

// maxLag is how far the pace may fall behind before missed turns are left out: a machine that was suspended must
// not answer with a burst.
const maxLag = time.Second

// pace calls send perSecond times a second on goroutines of its own, and dropped instead where limit of them are
// under way. It returns when ctx has ended and all sends have returned.
func pace(ctx context.Context, perSecond float64, limit int, send func(context.Context), dropped func()) {
	if perSecond == 0 {
		return
	}
	var running sync.WaitGroup
	defer running.Wait()
	slots := make(chan struct{}, limit)
	interval := time.Duration(float64(time.Second) / perSecond)
	timer := time.NewTimer(0)
	defer timer.Stop()
	for next := time.Now(); ; {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		}
		// Both may be ready, and answers that end with ctx free their slots: nothing is sent after the end.
		if ctx.Err() != nil {
			return
		}
		select {
		case slots <- struct{}{}:
			running.Add(1)
			go func() {
				defer running.Done()
				defer func() { <-slots }()
				send(ctx)
			}()
		default:
			dropped()
		}
		next = next.Add(interval)
		if now := time.Now(); now.Sub(next) > maxLag {
			next = now
		}
		timer.Reset(time.Until(next))
	}
}
