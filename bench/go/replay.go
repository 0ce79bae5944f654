// Command replay reads lines of Twitter's cache traces and performs them on a map, as a program would
// that has nothing to count. Argument: the file. It prints the nanoseconds of the clock and of the CPU, and
// the entries.
package main

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"syscall"
	"time"
)

func main() {
	began := time.Now()
	file, err := os.Open(os.Args[1])
	if err != nil {
		panic(err)
	}
	m := map[string]int64{}
	lines := bufio.NewScanner(file)
	found := int64(0)
	for i := int64(0); lines.Scan(); i++ {
		fields := bytes.Split(lines.Bytes(), []byte{','})
		key := fields[1]
		switch string(fields[5]) {
		case "get":
			found += m[string(key)]
		case "set":
			m[string(key)] = i
		case "delete":
			delete(m, string(key))
		}
	}
	elapsed := time.Since(began).Nanoseconds()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		panic(err)
	}
	fmt.Println(elapsed, used.Utime.Nano()+used.Stime.Nano(), len(m), found != 0)
}
