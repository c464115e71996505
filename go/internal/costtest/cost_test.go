//go:build linux

// Package costtest measures what the library costs a program in memory: two servers that differ in nothing else.
package costtest

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestResidentMemory runs with GOPHERSCOPE_COST=1 only: it builds and runs 18 servers, some 30 s, and its figure
// is for docs/go.md.
func TestResidentMemory(t *testing.T) {
	if os.Getenv("GOPHERSCOPE_COST") == "" {
		t.Skip("set GOPHERSCOPE_COST=1 to measure")
	}
	const rounds, limit = 9, 2 << 20
	resident := map[string][]int{}
	for _, name := range []string{"bare", "watched"} {
		binary := filepath.Join(t.TempDir(), name)
		if out, err := exec.Command("go", "build", "-o", binary, "./testdata/"+name).CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		for range rounds {
			resident[name] = append(resident[name], residentOf(t, binary, name == "watched"))
		}
		slices.Sort(resident[name])
	}
	bare, watched := resident["bare"][rounds/2], resident["watched"][rounds/2]
	fmt.Printf("resident: bare %d KiB, watched %d KiB, the library %d KiB (medians of %d; %v, %v bytes)\n",
		bare>>10, watched>>10, (watched-bare)>>10, rounds, resident["bare"], resident["watched"])
	if watched-bare > limit {
		t.Errorf("the library costs %d bytes", watched-bare)
	}
}

// residentOf loads a server as one is that is watched for a minute, and reads its resident memory in bytes.
func residentOf(t *testing.T, binary string, scrape bool) int {
	t.Helper()
	server := exec.Command(binary)
	stdin, err := server.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		stdin.Close()
		server.Wait()
	}()
	addr, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	get := func(path string) {
		answer, err := http.Get("http://" + strings.TrimSpace(addr) + path)
		if err != nil {
			t.Fatal(err)
		}
		io.Copy(io.Discard, answer.Body)
		answer.Body.Close()
	}
	for i := range 6000 {
		get("/x")
		if scrape && i%100 == 0 {
			get("/debug/gopherscope/metrics")
		}
	}
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", server.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	var size, pages int
	if _, err := fmt.Sscan(string(text), &size, &pages); err != nil {
		t.Fatal(err)
	}
	return pages * os.Getpagesize()
}
