package process

import "syscall"

type system struct {
	self                        syscall.Handle
	creation, exit, kernel, usr syscall.Filetime
	startSeconds                float64
}

func (s *system) open() {
	s.self, _ = syscall.GetCurrentProcess()
	s.times()
	s.startSeconds = float64(s.creation.Nanoseconds()) / 1e9
}

func (s *system) times() bool {
	return syscall.GetProcessTimes(s.self, &s.creation, &s.exit, &s.kernel, &s.usr) == nil
}

// StartSeconds is when this process started, in epoch seconds.
func (s *system) StartSeconds() float64 { return s.startSeconds }

func (s *system) readUsage(u *Usage) {
	if s.times() {
		u.UserSeconds = seconds(s.usr)
		u.SystemSeconds = seconds(s.kernel)
	}
}

// seconds reads a duration, which these are, in steps of 100 ns.
func seconds(t syscall.Filetime) float64 {
	return float64(uint64(t.HighDateTime)<<32|uint64(t.LowDateTime)) / 1e7
}

func (s *system) readCores(cores []Core) []Core { return cores }
