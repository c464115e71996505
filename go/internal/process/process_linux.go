package process

import (
	"bytes"
	"encoding/binary"
	"os"
	"syscall"
)

// ticksPerSecond is USER_HZ, 100 on every Linux that Go runs on.
const ticksPerSecond = 100

// system holds what stays open. A descriptor of -1 could not be opened: what it would say stays unknown.
type system struct {
	statm, stat, fds int
	buf              []byte
	rusage           syscall.Rusage
	fileStat         syscall.Stat_t
	pageBytes        int64
	startSeconds     float64
}

func (s *system) open() {
	s.statm = openKept("/proc/self/statm", 0)
	s.stat = openKept("/proc/stat", 0)
	s.fds = openKept("/proc/self/fd", syscall.O_DIRECTORY)
	s.buf = make([]byte, 4096)
	s.pageBytes = int64(os.Getpagesize())
	s.startSeconds = readStart()
}

func openKept(path string, flags int) int {
	fd, err := syscall.Open(path, syscall.O_RDONLY|syscall.O_CLOEXEC|flags, 0)
	if err != nil {
		return -1
	}
	return fd
}

// StartSeconds is when this process started, in epoch seconds.
func (s *system) StartSeconds() float64 { return s.startSeconds }

func (s *system) readUsage(u *Usage) {
	if syscall.Getrusage(syscall.RUSAGE_SELF, &s.rusage) == nil {
		u.UserSeconds = seconds(s.rusage.Utime)
		u.SystemSeconds = seconds(s.rusage.Stime)
	}
	if virtual, rest, ok := nextNumber(s.readFile(s.statm)); ok {
		resident, _, _ := nextNumber(rest)
		u.VirtualBytes = int64(virtual) * s.pageBytes
		u.ResidentBytes = int64(resident) * s.pageBytes
	}
	u.OpenFDs = s.countFDs()
}

func seconds(t syscall.Timeval) float64 { return float64(t.Sec) + float64(t.Usec)/1e6 }

// readFile reads what fits into the kept memory. It goes past the runtime's poller: these files never block.
func (s *system) readFile(fd int) []byte {
	if fd < 0 {
		return nil
	}
	n, err := syscall.Pread(fd, s.buf, 0)
	if err != nil || n < 0 {
		return nil
	}
	return s.buf[:n]
}

// countFDs is exact and cheap since Linux 6.2, where the folder's size is the count; before it lists them.
// The ones kept open here count too: they are open.
func (s *system) countFDs() int64 {
	if s.fds < 0 {
		return -1
	}
	if syscall.Fstat(s.fds, &s.fileStat) == nil && s.fileStat.Size > 0 {
		return s.fileStat.Size
	}
	return s.listFDs()
}

func (s *system) listFDs() int64 {
	if _, err := syscall.Seek(s.fds, 0, 0); err != nil {
		return -1
	}
	count := int64(-2) // "." and ".."
	for {
		n, err := syscall.ReadDirent(s.fds, s.buf)
		if err != nil {
			return -1
		}
		if n <= 0 {
			return count
		}
		count += countEntries(s.buf[:n])
	}
}

// countEntries walks the records of getdents64: inode, offset (8 bytes each), length of the record (2 bytes).
func countEntries(records []byte) (n int64) {
	for len(records) >= 18 {
		length := int(binary.NativeEndian.Uint16(records[16:]))
		if length < 18 || length > len(records) {
			return n
		}
		records = records[length:]
		n++
	}
	return n
}

const maxStat = 1 << 20

// readCores reads the lines cpu0, cpu1, … at the top of /proc/stat. The file is made whole for every read, so
// the memory grows until these lines fit, not more.
func (s *system) readCores(cores []Core) []Core {
	for {
		text := s.readFile(s.stat)
		var whole bool
		if cores, whole = parseCores(text, cores[:0]); whole || len(text) < len(s.buf) || len(s.buf) >= maxStat {
			return cores
		}
		s.buf = make([]byte, 2*len(s.buf))
	}
}

// parseCores appends one entry a core; whole says that a line of another kind followed them.
func parseCores(text []byte, cores []Core) (all []Core, whole bool) {
	for len(text) > 0 {
		end := bytes.IndexByte(text, '\n')
		if end < 0 {
			return cores, false
		}
		line := text[:end]
		text = text[end+1:]
		if !bytes.HasPrefix(line, []byte("cpu")) {
			return cores, true
		}
		line = line[3:]
		if len(line) == 0 || line[0] == ' ' {
			continue // the sum of all cores
		}
		cpu, rest, ok := nextNumber(line)
		core := Core{CPU: int(cpu)}
		for i := 0; ok && i < len(States); i++ {
			var ticks uint64
			ticks, rest, ok = nextNumber(rest)
			core.Seconds[i] = float64(ticks) / ticksPerSecond
		}
		cores = append(cores, core)
	}
	return cores, false
}

// nextNumber reads digits after spaces.
func nextNumber(text []byte) (n uint64, rest []byte, ok bool) {
	i := 0
	for i < len(text) && text[i] == ' ' {
		i++
	}
	start := i
	for ; i < len(text) && text[i] >= '0' && text[i] <= '9'; i++ {
		n = n*10 + uint64(text[i]-'0')
	}
	return n, text[i:], i > start
}

// readStart adds the boot time to the start of the process in ticks since then. Where either is missing, the
// time this package was loaded has to do.
func readStart() float64 {
	self, err := os.ReadFile("/proc/self/stat")
	if err != nil {
		return loadedSeconds()
	}
	host, err := os.ReadFile("/proc/stat")
	if err != nil {
		return loadedSeconds()
	}
	ticks, ok := startTicks(self)
	_, after, found := bytes.Cut(host, []byte("\nbtime "))
	boot, _, okBoot := nextNumber(after)
	if !ok || !found || !okBoot {
		return loadedSeconds()
	}
	return float64(boot) + float64(ticks)/ticksPerSecond
}

// startTicks is field 22 of /proc/PID/stat. The name, field 2, may hold spaces and brackets: counting begins
// after its last bracket.
func startTicks(stat []byte) (ticks uint64, ok bool) {
	fields := bytes.Fields(stat[bytes.LastIndexByte(stat, ')')+1:])
	const field22 = 22 - 3
	if len(fields) <= field22 {
		return 0, false
	}
	ticks, _, ok = nextNumber(fields[field22])
	return ticks, ok
}
