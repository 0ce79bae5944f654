// Command record performs operations on a map[int64]int64 and writes down what the map shows after
// each of them: fields of its header, bytes and allocations, and digests of its table.
//
// Standard input: a line with the size hint and the distance of digests, then one operation a line:
// "p key value", "d key", "c", "i entries" for a range loop that ends after so many (0 = whole), "y"
// and "h" for a copy by such a loop into a new map that takes the place of the old one, without a hint
// and with its length as hint, "s n" for a loop that deletes every entry whose value n divides, or "o n" for
// one that stays open: it visits n entries, and n more after each put and delete, until it is through or
// another loop, copy or clear comes. Standard output: one JSON document; loops stand there with the random
// words that they began with and a digest of what they visited.
package main

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"os"
	"runtime"
	"strconv"
	"strings"
	"unsafe"
)

type operation struct {
	kind byte
	key  int64
	elem int64
	loop loop
}

type record struct {
	state        state
	digest       string
	bytes, count uint64
}

// A package variable, so that the map lives on the heap.
var table map[int64]int64

func main() {
	hint, every, operations := readInput()
	records := make([]record, 0, len(operations)+1)
	var before, after runtime.MemStats
	var bytes, count uint64
	measure := func(perform func()) {
		runtime.ReadMemStats(&before)
		perform()
		runtime.ReadMemStats(&after)
		bytes += after.TotalAlloc - before.TotalAlloc
		count += after.Mallocs - before.Mallocs
		r := record{state: readState(header()), bytes: bytes, count: count}
		if len(records)%every == 0 || len(records) == len(operations) {
			r.digest = digest()
		}
		records = append(records, r)
	}
	room = make([][2]int64, 0, len(operations)+1)
	measure(func() { table = make(map[int64]int64, hint) })
	for i := range operations {
		o := &operations[i]
		isOver := false
		if o.kind != 'p' && o.kind != 'd' {
			endOpen()
		}
		switch o.kind {
		case 'p':
			measure(func() { table[o.key] = o.elem; isOver = open != nil && goOn() })
		case 'd':
			measure(func() { delete(table, o.key); isOver = open != nil && goOn() })
		case 'c':
			measure(func() { clearTable() })
		case 'o':
			o.loop.begin()
			open, o.loop.step = &o.loop, int(o.key)
			measure(func() { isOver = goOn() })
		default:
			o.loop.begin()
			measure(func() { o.loop.run(o.kind, int(o.key)) })
			o.loop.end()
		}
		if isOver {
			endOpen()
		}
	}
	endOpen()
	write(hint, operations, records)
}

func header() unsafe.Pointer {
	return *(*unsafe.Pointer)(unsafe.Pointer(&table))
}

func digest() string {
	h := sha256.New()
	feed(h, header())
	return hex.EncodeToString(h.Sum(nil))[:16]
}

func feedBytes(h hash.Hash, p unsafe.Pointer, size uintptr) {
	h.Write((*[1 << 30]byte)(p)[:size:size])
}

func field(p unsafe.Pointer, offset uintptr) unsafe.Pointer {
	return unsafe.Pointer(uintptr(p) + offset)
}

func readInput() (hint, every int, operations []operation) {
	in := bufio.NewScanner(os.Stdin)
	in.Scan()
	first := strings.Fields(in.Text())
	hint, every = int(number(first[0])), int(number(first[1]))
	for in.Scan() {
		words := append(strings.Fields(in.Text()), "0", "0")
		operations = append(operations, operation{kind: words[0][0]})
		last := &operations[len(operations)-1]
		if last.kind != 'c' {
			last.key = number(words[1])
		}
		if last.kind == 'p' {
			last.elem = number(words[2])
		}
	}
	return hint, every, operations
}

func number(text string) int64 {
	value, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		panic(err)
	}
	return value
}

func write(hint int, operations []operation, records []record) {
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	fmt.Fprintf(out, `{"Aes":false,"Hashkey":"%d","Hashkey1":"%d","Ver":"%s","Hint":%d,"Ops":[`,
		hashKey[0], hashKey[1], runtime.Version(), hint)
	for i, o := range operations {
		if o.loop.digest != "" {
			fmt.Fprintf(out, `%s["%c","%d","%d",%d,"%s"]`, comma(i), o.kind, o.loop.first, o.loop.second, o.key, o.loop.digest)
			continue
		}
		fmt.Fprintf(out, `%s["%c","%d","%d"]`, comma(i), o.kind, o.key, o.elem)
	}
	fmt.Fprint(out, `],"Recs":[`)
	for i, r := range records {
		fmt.Fprintf(out, `%s{"op":%d,%s,"ta":%d,"m":%d`, comma(i), i-1, r.state.json(), r.bytes, r.count)
		if r.digest != "" {
			fmt.Fprintf(out, `,"s":"%s"`, r.digest)
		}
		fmt.Fprint(out, "}")
	}
	fmt.Fprint(out, "]}\n")
}

func comma(i int) string {
	if i == 0 {
		return ""
	}
	return ","
}
