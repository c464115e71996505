//go:build unix && !linux

package process

import (
	"runtime"
	"syscall"
)

type system struct{ rusage syscall.Rusage }

func (s *system) open() {}

// StartSeconds is when this package was loaded, in epoch seconds: the system is not asked.
func (s *system) StartSeconds() float64 { return loadedSeconds() }

func (s *system) readUsage(u *Usage) {
	if syscall.Getrusage(syscall.RUSAGE_SELF, &s.rusage) != nil {
		return
	}
	u.UserSeconds = seconds(s.rusage.Utime)
	u.SystemSeconds = seconds(s.rusage.Stime)
	u.MaxResidentBytes = int64(s.rusage.Maxrss) * maxrssUnit()
}

func seconds(t syscall.Timeval) float64 { return float64(t.Sec) + float64(t.Usec)/1e6 }

// maxrssUnit: Apple counts bytes, the others kibibytes.
func maxrssUnit() int64 {
	if runtime.GOOS == "darwin" || runtime.GOOS == "ios" {
		return 1
	}
	return 1024
}

func (s *system) readCores(cores []Core) []Core { return cores }
