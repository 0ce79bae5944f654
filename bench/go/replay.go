// Command replay reads lines of Twitter's cache traces and performs them on a map, as a program would
// that has nothing to count. Argument: the file. It prints the nanoseconds and the entries.
package main

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
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
	fmt.Println(time.Since(began).Nanoseconds(), len(m), found != 0)
}
