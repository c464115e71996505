//go:build !windows

package process

import "time"

// loaded stands for the start of the process where the system does not tell it.
var loaded = time.Now()

func loadedSeconds() float64 { return float64(loaded.UnixMilli()) / 1000 }
