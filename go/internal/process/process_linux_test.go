package process

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

func TestParseCores(t *testing.T) {
	const text = "cpu  11 22 33 44 55 66 77 88 0 0\n" +
		"cpu0 100 200 300 400 500 600 700 800 0 0\n" +
		"cpu17 1 2 3 4\n" + // a kernel without the later fields
		"intr 123 4 5\n"
	cores, whole := parseCores([]byte(text), nil)
	if !whole || len(cores) != 2 || cores[0].CPU != 0 || cores[1].CPU != 17 {
		t.Fatalf("%v %v", cores, whole)
	}
	if cores[0].Seconds != [len(States)]float64{1, 2, 3, 4, 5, 6, 7, 8} || cores[1].Seconds != [len(States)]float64{0.01, 0.02, 0.03, 0.04} {
		t.Errorf("%v", cores)
	}
	if cores, whole = parseCores([]byte(text[:60]), nil); whole || len(cores) != 0 {
		t.Errorf("half a line: %v %v", cores, whole)
	}
}

func TestStartTicks(t *testing.T) {
	stat := "42 (a) b (c) S 1 " + strings.Repeat("0 ", 17) + "987654 0 0"
	if ticks, ok := startTicks([]byte(stat)); !ok || ticks != 987654 {
		t.Errorf("%d %v", ticks, ok)
	}
	if _, ok := startTicks([]byte("42 (a) S 1")); ok {
		t.Error("a short line is taken")
	}
}

func TestReadsThisProcess(t *testing.T) {
	r := New()
	r.Read()
	before := r.Usage()
	if before.ResidentBytes < 1<<20 || before.VirtualBytes < before.ResidentBytes || before.UserSeconds+before.SystemSeconds <= 0 {
		t.Errorf("%+v", before)
	}
	hosts := strings.Count(readAll(t, "/proc/stat"), "\ncpu")
	if len(r.cores) != hosts {
		t.Errorf("%d cores, the host has %d", len(r.cores), hosts)
	}
	f, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r.Read()
	if got := r.Usage().OpenFDs; got != before.OpenFDs+1 {
		t.Errorf("%d open files, before one more was opened %d", got, before.OpenFDs)
	}
}

// Before Linux 6.2 the folder has to be listed; both ways count the same.
func TestListingCountsTheSame(t *testing.T) {
	r := New()
	if size, listed := r.countFDs(), r.listFDs(); size != listed || listed < 3 {
		t.Errorf("the size says %d, the list %d", size, listed)
	}
	if listed := r.listFDs(); listed < 3 {
		t.Errorf("the second list says %d", listed)
	}
	if countEntries([]byte(strings.Repeat("\x00", 40))) != 0 {
		t.Error("records of no length are counted")
	}
}

func TestMemoryGrowsUntilTheCoresFit(t *testing.T) {
	var text strings.Builder
	for cpu := range 300 {
		fmt.Fprintf(&text, "cpu%d 1 2 3 4 5 6 7 8 0 0\n", cpu)
	}
	text.WriteString("intr 1\n")
	path := t.TempDir() + "/stat"
	if err := os.WriteFile(path, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	s := system{stat: openKept(path, 0), buf: make([]byte, 64)}
	if cores := s.readCores(nil); len(cores) != 300 {
		t.Errorf("%d cores", len(cores))
	}
}

func TestMissingFilesAreUnknown(t *testing.T) {
	r := New()
	r.statm, r.stat, r.fds = -1, -1, -1
	r.Read()
	if u := r.Usage(); u.ResidentBytes != -1 || u.VirtualBytes != -1 || u.OpenFDs != -1 || len(r.cores) != 0 {
		t.Errorf("%+v", u)
	}
	if openKept("/no/such/file", 0) != -1 {
		t.Error("a missing file has a descriptor")
	}
}

func TestReadingDoesNotAllocate(t *testing.T) {
	r := New()
	r.Read()
	if n := testing.AllocsPerRun(20, r.Read); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func readAll(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
