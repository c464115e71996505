// Runs a command, its output thrown away, and prints what the kernel counted for it:
// wall and CPU time in ms, largest resident size in kB, exit code.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"time"
)

func main() {
	command := exec.Command(os.Args[1], os.Args[2:]...)
	start := time.Now()
	err := command.Run()
	wall := time.Since(start)
	if command.ProcessState == nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	state := command.ProcessState
	cpu := state.UserTime() + state.SystemTime()
	rss := state.SysUsage().(*syscall.Rusage).Maxrss
	fmt.Println(wall.Milliseconds(), cpu.Milliseconds(), rss, state.ExitCode())
}
