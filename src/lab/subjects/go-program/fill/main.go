// Command fill inserts new keys into one map of a process of its own until it is told to stop, runs
// out of memory, or has inserted them all.
//
// types.go, written per type, gives K, V and keyOf. Standard input: one line of JSON, the job; its end
// ends the program. File descriptor 3: one line of JSON per step, and one at the end.
package main

import (
	"bufio"
	"encoding/json"
	"os"
	"runtime"
	"strconv"
	"strings"
)

var zero V

type job struct {
	Hint, Entries, Step int
	// Resident bytes at which to stop, where nothing else would.
	StopBytes int64
}

type state struct {
	Kind     string `json:"kind"`
	Entries  int    `json:"entries"`
	RssBytes int64  `json:"rssBytes"`
	Version  string `json:"version"`
}

func main() {
	in := bufio.NewReader(os.Stdin)
	line, err := in.ReadBytes('\n')
	if err != nil {
		panic(err)
	}
	var j job
	if err := json.Unmarshal(line, &j); err != nil {
		panic(err)
	}
	go endWithInput(in)
	out := json.NewEncoder(os.NewFile(3, "messages"))
	statm, err := os.Open("/proc/self/statm")
	if err != nil {
		panic(err)
	}
	tell := func(kind string, entries int) int64 {
		rss := residentBytes(statm)
		if out.Encode(state{kind, entries, rss, runtime.Version()}) != nil {
			os.Exit(1)
		}
		return rss
	}
	tell("fill", 0)
	m := make(map[K]V, j.Hint)
	for i := 0; i < j.Entries; i++ {
		m[keyOf(uint64(i))] = zero
		if (i+1)%j.Step == 0 && tell("fill", len(m)) > j.StopBytes {
			break
		}
	}
	tell("filled", len(m))
}

func endWithInput(in *bufio.Reader) {
	for {
		if _, err := in.ReadByte(); err != nil {
			os.Exit(1)
		}
	}
}

var buffer [256]byte

func residentBytes(statm *os.File) int64 {
	n, _ := statm.ReadAt(buffer[:], 0)
	pages, err := strconv.ParseInt(strings.Fields(string(buffer[:n]))[1], 10, 64)
	if err != nil {
		panic(err)
	}
	return pages * int64(os.Getpagesize())
}
