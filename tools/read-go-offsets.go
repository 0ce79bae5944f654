// read-go-offsets prints, as JSON, where the fields of structures of the Go runtime stand in each
// program that is named, from its DWARF: {"PROGRAM": {"runtime.mspan": {"": 160, "startAddr": 24}}}.
// The key "" holds the size of the structure. Run it with a Go as new as the newest program:
//
//	go run read-go-offsets.go runtime.mspan,runtime.mheap PROGRAM...
package main

import (
	"debug/dwarf"
	"debug/elf"
	"encoding/json"
	"fmt"
	"os"
	"strings"
)

func main() {
	wanted := map[string]bool{}
	for _, name := range strings.Split(os.Args[1], ",") {
		wanted[name] = true
	}
	programs := map[string]map[string]map[string]int64{}
	for _, path := range os.Args[2:] {
		structures, err := read(path, wanted)
		if err != nil {
			fmt.Fprintf(os.Stderr, "read-go-offsets: %s: %v\n", path, err)
			os.Exit(1)
		}
		programs[path] = structures
	}
	if err := json.NewEncoder(os.Stdout).Encode(programs); err != nil {
		fmt.Fprintln(os.Stderr, "read-go-offsets:", err)
		os.Exit(1)
	}
}

func read(path string, wanted map[string]bool) (map[string]map[string]int64, error) {
	file, err := elf.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data, err := file.DWARF()
	if err != nil {
		return nil, err
	}
	structures := map[string]map[string]int64{}
	for reader := data.Reader(); ; {
		entry, err := reader.Next()
		if err != nil || entry == nil {
			return structures, err
		}
		name, _ := entry.Val(dwarf.AttrName).(string)
		if entry.Tag != dwarf.TagStructType || !wanted[name] {
			continue
		}
		if structures[name], err = fields(reader, entry); err != nil {
			return nil, err
		}
	}
}

// fields reads the members of a structure, up to the null entry that ends it.
func fields(reader *dwarf.Reader, structure *dwarf.Entry) (map[string]int64, error) {
	size, _ := structure.Val(dwarf.AttrByteSize).(int64)
	offsets := map[string]int64{"": size}
	for {
		member, err := reader.Next()
		if err != nil || member == nil || member.Tag == 0 {
			return offsets, err
		}
		name, _ := member.Val(dwarf.AttrName).(string)
		offset, _ := member.Val(dwarf.AttrDataMemberLoc).(int64)
		offsets[name] = offset
	}
}
